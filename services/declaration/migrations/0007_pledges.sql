-- migrate:up
set local lock_timeout = '5s';
-- Declarations whose pledge was signed, as documents told.
create table pledges (
    id        uuid        not null constraint pledges_pkey primary key, -- the declaration's
    person_id uuid        not null,
    signed_at timestamptz not null
);
create index pledges_of_person on pledges (person_id);

-- migrate:down
