-- migrate:up
set local lock_timeout = '5s';
-- 代为办理: an office above takes up a case that another one is late with, with reason and evidence.
create table substitutions (
    id               uuid        not null primary key,
    created_at       timestamptz not null default now(),
    city             text        not null,
    task_id          uuid        not null references tasks (id) on delete cascade,
    office_id        uuid        not null,
    office_name      text        not null,
    account_id       uuid        not null,
    taken_by         text        not null,
    taken_at         timestamptz not null,
    due_at           timestamptz not null,
    reason_encrypted text        not null,
    file_id          uuid        not null,
    name_encrypted   text        not null,
    media_type       text        not null,
    pages            integer     not null,
    sha256           text        not null,
    constraint substitutions_one_per_task unique (task_id)
);
create index substitutions_of_office on substitutions (office_id, taken_at);
alter table decisions add column substitution_id uuid references substitutions (id);
alter table timeline
    drop constraint timeline_event_known,
    add constraint timeline_event_known check (event in (
        'opened', 'moved', 'posted', 'due_known', 'publicity_over', 'result_recorded', 'decided', 'taken_back',
        'sent', 'closed', 'objected', 'objection_answered', 'refusal_taken_back', 'refusal_told', 'substituted'
    ));
-- What holds a case, as declaration tells it: nobody decides in another's place meanwhile.
create table held_cases (
    id             uuid        not null primary key,
    created_at     timestamptz not null default now(),
    application_id uuid        not null,
    number         integer     not null,
    holds          integer     not null
);
create index held_cases_of_application on held_cases (application_id);

-- migrate:down
