-- migrate:up
set local lock_timeout = '5s';
-- Who waits for a committee's meeting, and its roster (M1.2). A number is given once and stays; a version lists whoever has one by then.
create table candidates (
    id              uuid        not null primary key,
    created_at      timestamptz not null default now(),
    city            text        not null,
    application_id  uuid        not null,
    person_id       uuid        not null,
    plan            text        not null,
    plan_title      text        not null,
    office_id       uuid        not null,
    stage           text        not null,
    round           integer     not null,
    entered_at      timestamptz not null,
    manifest        jsonb       not null,
    entry_encrypted text        not null,
    category        text        not null,
    category_rank   smallint    not null,
    special_rank    smallint    not null,
    number          integer,
    version         integer,
    constraint candidates_number_once unique (office_id, plan, number),
    constraint candidates_numbered_by_a_version check ((number is null) = (version is null))
);
create index candidates_in_order on candidates (office_id, plan, category_rank, special_rank, number, entered_at, id);
create index candidates_of_person on candidates (person_id);

create table rosters (
    id         uuid        not null primary key,
    created_at timestamptz not null default now(),
    city       text        not null,
    office_id  uuid        not null,
    plan       text        not null,
    plan_title text        not null,
    version    integer     not null,
    added      integer     not null,
    frozen_at  timestamptz not null,
    frozen_by  text        not null,
    constraint rosters_version_once unique (office_id, plan, version),
    constraint rosters_add_somebody check (added > 0)
);

-- migrate:down
