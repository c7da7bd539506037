-- migrate:up
set local lock_timeout = '5s';
-- What a meeting voted of a case: how many were there and how many said yes, never who.
create table results (
    candidate_id   uuid        not null primary key,
    created_at     timestamptz not null default now(),
    city           text        not null,
    application_id uuid        not null,
    person_id      uuid        not null,
    plan           text        not null,
    office_id      uuid        not null,
    stage          text        not null,
    round          integer     not null,
    place          integer     not null, -- on the roster
    roster         integer     not null, -- its version
    present        integer     not null,
    yes            integer     not null,
    recused        integer     not null,
    outcome        text        not null,
    text           text        not null default '', -- for who was not elected
    recorded_by    text        not null,
    recorded_at    timestamptz not null,
    meeting_id     uuid,
    sealed         jsonb,
    constraint results_one_per_stage unique (application_id, round, stage),
    constraint results_place_once unique (office_id, plan, roster, place),
    constraint results_outcome_known check (outcome in ('elected', 'not_elected')),
    constraint results_counted check (
        present > 0 and yes >= 0 and recused >= 0 and yes + recused <= present
        and (outcome = 'elected') = (yes * 3 >= present * 2)
    ),
    constraint results_say_why check (outcome = 'elected' or text <> '')
);
create index results_of_person on results (person_id);

-- What an office did with those whom its meeting elected: made their results public, or recommended them (B6.1).
create table announcements (
    id                uuid        not null primary key,
    created_at        timestamptz not null default now(),
    city              text        not null,
    office_id         uuid        not null,
    plan              text        not null,
    onward            text        not null,
    token             text, -- of the public page
    telephone         text        not null default '',
    announced_at      timestamptz not null,
    announced_by      uuid        not null,
    announced_by_name text        not null,
    constraint announcements_onward_known check (onward in ('publish', 'recommend')),
    constraint announcements_public_or_not check ((onward = 'publish') = (token is not null)),
    constraint announcements_token_unique unique (token)
);
create index announcements_of_office on announcements (office_id, announced_at desc, id);

-- A case that was elected, from when its workflow asks for it until the publicity of its result is over.
create table releases (
    id              uuid        not null primary key,
    created_at      timestamptz not null default now(),
    city            text        not null,
    application_id  uuid        not null,
    person_id       uuid        not null,
    plan            text        not null,
    office_id       uuid        not null,
    office_name     text        not null,
    stage           text        not null,
    round           integer     not null,
    onward          text        not null,
    opened_at       timestamptz not null,
    announcement_id uuid references announcements (id),
    serial          integer, -- of its certificate: in roster order, once in a city
    due_at          timestamptz,
    is_provisional  boolean     not null default false,
    is_over         boolean     not null default false,
    constraint releases_one_per_stage unique (application_id, round, stage),
    constraint releases_serial_once unique (city, serial),
    constraint releases_onward_known check (onward in ('publish', 'recommend'))
);
create index releases_waiting on releases (office_id, plan) where announcement_id is null;
create index releases_of_announcement on releases (announcement_id);
create index releases_of_person on releases (person_id);

-- Anybody objects to a result as to what an employer makes public.
alter table objections alter column publicity_id drop not null;
alter table objections add column release_id uuid references releases (id) on delete cascade;
alter table objections add constraint objections_about_one check (num_nonnulls(publicity_id, release_id) = 1);
create index objections_of_release on objections (release_id) where release_id is not null;

-- migrate:down
