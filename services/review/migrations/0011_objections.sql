-- migrate:up
set local lock_timeout = '5s';
-- What is objected to a publicity, and what became of it. Who objects and what they write is encrypted;
-- `origin`, a keyed hash of the address or account, bounds floods and is forgotten after a day.
create table objections (
    id uuid primary key,
    created_at timestamptz not null default now(),
    city text not null,
    application_id uuid not null,
    task_id uuid not null references tasks (id) on delete cascade,
    publicity_id uuid not null references publicities (id) on delete cascade,
    code_fingerprint text not null,
    account_id uuid,
    origin text not null,
    text_encrypted text not null,
    name_encrypted text not null,
    mobile_encrypted text not null,
    lodged_at timestamptz not null,
    answer_by timestamptz not null,
    is_provisional boolean not null,
    result text,
    answer_encrypted text not null,
    answered_by_name text not null default '',
    answered_at timestamptz,
    constraint objections_code_unique unique (code_fingerprint),
    constraint objections_result_known check (result in ('dismissed', 'upheld', 'lapsed')),
    constraint objections_answered_with_result check ((result is null) = (answered_at is null))
);
create index objections_of_task on objections (task_id);
create index objections_of_application on objections (application_id);
create index objections_by_origin on objections (origin, lodged_at) where origin <> '';
create index objections_of_account on objections (account_id) where account_id is not null;
create index objections_by_time on objections (lodged_at);

alter table timeline drop constraint timeline_event_known;
alter table timeline add constraint timeline_event_known check (event in (
    'opened', 'moved', 'posted', 'due_known', 'publicity_over', 'result_recorded', 'decided', 'taken_back',
    'sent', 'closed', 'objected', 'objection_answered'
));

-- migrate:down
