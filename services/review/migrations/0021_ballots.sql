-- migrate:up
set local lock_timeout = '5s';
alter table meetings add column opened_at timestamptz;
alter table meetings add column opened_by_name text not null default '';
alter table meetings add column recused_counts boolean;
alter table meetings add column closed_at timestamptz;
alter table meetings add column closed_by uuid;

alter table seats add column part text not null default '';
alter table seats add column is_present boolean not null default false;
alter table seats add column token_fingerprint text not null default '';
alter table seats add column opened_by text not null default '';
alter table seats add column code_fingerprint text not null default '';
alter table seats add column code_expires_at timestamptz;
alter table seats add column failures integer not null default 0;
alter table seats add column codes integer not null default 0;
alter table seats add column links integer not null default 0;
alter table seats add constraint seats_part_known check (part in ('', 'chair', 'deputy'));
create unique index seats_token_unique on seats (token_fingerprint) where token_fingerprint <> '';

-- What a meeting votes on, fixed when voting begins. A committee votes once on a case.
create table agenda (
    meeting_id uuid not null references meetings (id),
    application_id uuid not null,
    place integer not null,
    applicant_encrypted text not null,
    employer text not null,
    category text not null,
    primary key (meeting_id, application_id)
);
create index agenda_of_application on agenda (application_id);

-- Who has no part in which case.
create table recusals (
    meeting_id uuid not null,
    application_id uuid not null,
    expert_id uuid not null,
    why text not null,
    is_declared boolean not null,
    primary key (meeting_id, application_id, expert_id),
    constraint recusals_of_agenda foreign key (meeting_id, application_id)
        references agenda (meeting_id, application_id)
);

-- Votes. No expert, no time and no order: `mark` is a keyed hash of a cookie that only a browser has.
create table ballots (
    mark text primary key,
    meeting_id uuid not null,
    application_id uuid not null,
    is_yes boolean not null,
    constraint ballots_of_agenda foreign key (meeting_id, application_id)
        references agenda (meeting_id, application_id)
);
create index ballots_of_meeting on ballots (meeting_id);

-- The vote sheet of a closed meeting.
create table tallies (
    meeting_id uuid not null,
    application_id uuid not null,
    present integer not null,
    yes integer not null,
    no integer not null,
    recused integer not null,
    is_passed boolean not null,
    primary key (meeting_id, application_id),
    constraint tallies_of_agenda foreign key (meeting_id, application_id)
        references agenda (meeting_id, application_id),
    constraint tallies_counted check (
        present >= 0 and yes >= 0 and no >= 0 and recused >= 0 and is_passed = (present > 0 and yes * 3 >= present * 2)
    )
);

-- migrate:down
