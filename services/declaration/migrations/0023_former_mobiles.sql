-- migrate:up
set local lock_timeout = '5s';

-- The numbers that an applicant had before, as keyed hashes: an expert's is none of these either (X1.1).
create table former_mobiles (
    person_id   uuid        not null,
    fingerprint text        not null,
    city        text        not null,
    told_at     timestamptz not null,
    constraint former_mobiles_once primary key (person_id, fingerprint)
);

-- migrate:down
