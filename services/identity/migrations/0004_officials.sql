-- migrate:up
set local lock_timeout = '5s';

-- Who has which office from when until when. One term of an official is open; ended ones are the history.
create table official_terms (
    id          uuid        not null constraint official_terms_pkey primary key,
    official_id uuid        not null constraint official_terms_official references officials (id),
    city        text        not null,
    office_id   uuid        not null,
    office      text        not null,
    office_name text        not null,
    from_on     date        not null,
    until_on    date,
    assigned_by uuid        constraint official_terms_assigner references accounts (id),
    ended_at    timestamptz,
    ended_by    uuid        constraint official_terms_ender references accounts (id),
    ended_why   text        not null default '',
    created_at  timestamptz not null default now(),
    constraint official_terms_in_order check (until_on >= from_on)
);
create unique index official_terms_open on official_terms (official_id) where ended_at is null;
create index official_terms_by_office on official_terms (office_id, ended_at);

insert into official_terms (id, official_id, city, office_id, office, office_name, from_on, created_at)
select gen_random_uuid(), id, city, office_id, office, office, (created_at at time zone 'Asia/Shanghai')::date,
       created_at
from officials;

alter table officials drop column office_id;
alter table officials drop column office;
alter table officials add column version integer not null default 1;

-- The one-time code with which a new holder sets the password. Only its keyed hash is kept.
create table activations (
    id               uuid        not null constraint activations_pkey primary key
        constraint activations_account references accounts (id),
    city             text        not null,
    code_fingerprint text        not null,
    failures         integer     not null default 0,
    expires_at       timestamptz not null,
    used_at          timestamptz,
    created_at       timestamptz not null default now()
);

-- Who stands in for an absent official, for which office, from when until when.
create table deputies (
    id         uuid        not null constraint deputies_pkey primary key,
    city       text        not null,
    absent_id  uuid        not null constraint deputies_absent references officials (id),
    deputy_id  uuid        not null constraint deputies_deputy references officials (id),
    from_on    date        not null,
    until_on   date        not null,
    named_by   uuid        not null constraint deputies_namer references accounts (id),
    ended_at   timestamptz,
    ended_by   uuid        constraint deputies_ender references accounts (id),
    created_at timestamptz not null default now(),
    constraint deputies_in_order check (until_on >= from_on),
    constraint deputies_another check (absent_id <> deputy_id)
);
create index deputies_of on deputies (deputy_id) where ended_at is null;
create index deputies_for on deputies (absent_id) where ended_at is null;

-- For which office a session acts, when that is not the holder's own.
create table acting_sessions (
    id         uuid        not null constraint acting_sessions_pkey primary key
        constraint acting_sessions_session references sessions (id),
    city       text        not null,
    office_id  uuid        not null,
    deputy_id  uuid        constraint acting_sessions_deputy references deputies (id),
    created_at timestamptz not null default now()
);

-- migrate:down
