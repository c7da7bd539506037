-- migrate:up
set local lock_timeout = '5s';
-- The printed form of a case at the committee's office (A10.2): what is wanted, and what was received of it by now.
create table hand_ins (
    id                  uuid        not null primary key,
    created_at          timestamptz not null default now(),
    city                text        not null,
    application_id      uuid        not null,
    person_id           uuid        not null,
    plan                text        not null,
    plan_title          text        not null,
    stage               text        not null,
    round               integer     not null,
    office_id           uuid        not null,
    opened_at           timestamptz not null,
    check_code          text        not null,
    number              bigint      not null generated always as (
        ('x' || left(replace(application_id::text, '-', ''), 12))::bit(48)::bigint % 1000000000
    ) stored,
    applicant_encrypted text        not null,
    employer            text        not null,
    copies_wanted       integer     not null,
    is_interviewed      boolean     not null,
    version             integer     not null default 0,
    copies              integer     not null default 0,
    stamped             text[]      not null default '{}',
    has_paper           boolean     not null default false,
    paper_encrypted     text        not null,
    missing_until       date,
    done_at             timestamptz,
    constraint hand_ins_once unique (application_id, stage, round, check_code),
    constraint hand_ins_done_misses_nothing check (done_at is null or missing_until is null)
);
create index hand_ins_of_office on hand_ins (office_id, opened_at, id);
create index hand_ins_by_number on hand_ins (number);
create index hand_ins_by_code on hand_ins (check_code);
create index hand_ins_of_person on hand_ins (person_id);

-- Who received what, when: nothing is written over.
create table hand_in_receipts (
    id            uuid        not null primary key,
    created_at    timestamptz not null default now(),
    city          text        not null,
    hand_in_id    uuid        not null references hand_ins (id) on delete cascade,
    version       integer     not null,
    at            timestamptz not null,
    account_id    uuid        not null,
    by_name       text        not null,
    copies        integer     not null,
    stamped       text[]      not null,
    has_paper     boolean     not null,
    missing_until date,
    constraint hand_in_receipts_once unique (hand_in_id, version)
);

-- migrate:down
