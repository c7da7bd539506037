-- migrate:up
set local lock_timeout = '5s';

-- Work for one office: examine this case as it was submitted. The applicant's name is encrypted; the rest of the
-- summary is what the list shows without opening the sealed file.
create table tasks (
    id                  uuid        primary key,
    created_at          timestamptz not null default now(),
    city                text        not null,
    application_id      uuid        not null,
    person_id           uuid        not null,
    plan                text        not null,
    round               integer     not null constraint tasks_round_counts check (round >= 1),
    stage               text        not null,
    role                text        not null
        constraint tasks_role_known check (role in ('employer', 'department', 'hr', 'committee')),
    office_id           uuid        not null,
    office_name         text        not null,
    opened_at           timestamptz not null,
    manifest            jsonb       not null,
    sheet               jsonb,
    publicity_stands    boolean     not null,
    applicant_encrypted text        not null,
    employer            text        not null,
    employer_kind       text        not null,
    plan_title          text        not null,
    title_applied       text        not null,
    category            text        not null,
    specialty           text        not null,
    kind                text        not null,
    state               text        not null default 'open'
        constraint tasks_state_known check (state in ('open', 'decided', 'closed')),
    closed_at           timestamptz,
    version             integer     not null default 1,
    examined_by_name    text        not null default '',
    examined_at         timestamptz,
    is_fulfilled        boolean     not null default false, -- every item was found in order
    sealed              jsonb,
    constraint tasks_one_per_stage unique (application_id, round, stage),
    constraint tasks_closed_when_not_open check ((state = 'open') = (closed_at is null))
);
create index tasks_inbox on tasks (office_id, opened_at, id) where state = 'open';
create index tasks_done on tasks (office_id, closed_at desc, id) where state <> 'open';
create index tasks_plans on tasks (office_id, plan, plan_title);

-- One finding per item of a task. Drafts until the task is decided; edited under the task's version.
create table findings (
    id         uuid        primary key,
    created_at timestamptz not null default now(),
    task_id    uuid        not null references tasks (id) on delete cascade,
    item       text        not null,
    mark       text        constraint findings_mark_known check (mark in ('ok', 'unclear', 'unmet')),
    remark     text        not null,
    constraint findings_one_per_item unique (task_id, item)
);

create table publicities (
    id               uuid        primary key,
    created_at       timestamptz not null default now(),
    city             text        not null,
    task_id          uuid        not null references tasks (id) on delete cascade
        constraint publicities_one_per_task unique,
    application_id   uuid        not null,
    place            text        not null,
    posted_at        timestamptz not null,
    posted_by        uuid        not null,
    posted_by_name   text        not null,
    due_at           timestamptz,
    is_provisional   boolean     not null default false,
    is_over          boolean     not null default false,
    has_objections   boolean,
    handling         text        not null default '',
    result           text        not null default '',
    recorded_by_name text        not null default '',
    recorded_at      timestamptz,
    version          integer     not null default 1,
    constraint publicities_over_after_due check (not is_over or due_at is not null),
    constraint publicities_recorded_after_over check (recorded_at is null or (is_over and has_objections is not null))
);
create index publicities_of_application on publicities (application_id);
create index publicities_running on publicities (posted_at) where not is_over;

-- One decision closes a task; the unique constraint is the last judge.
create table decisions (
    id          uuid        primary key,
    created_at  timestamptz not null default now(),
    city        text        not null,
    task_id     uuid        not null references tasks (id) on delete cascade
        constraint decisions_one_per_task unique,
    verdict     text        not null
        constraint decisions_verdict_known check (verdict in ('passed', 'returned', 'refused')),
    reason      text        not null,
    opinion     text        not null,
    changes     jsonb       not null,
    items       jsonb       not null,
    attestation text        not null,
    signed_by   text        not null,
    account_id  uuid        not null,
    decided_at  timestamptz not null,
    constraint decisions_say_why check (case verdict when 'passed' then opinion <> '' else reason <> '' end)
);

create table timeline (
    id             uuid        primary key,
    created_at     timestamptz not null default now(),
    city           text        not null,
    application_id uuid        not null,
    task_id        uuid        not null references tasks (id) on delete cascade,
    at             timestamptz not null,
    event          text        not null
        constraint timeline_event_known check (
            event in (
                'opened', 'moved', 'posted', 'due_known', 'publicity_over', 'result_recorded', 'decided', 'closed'
            )
        ),
    actor_name     text        not null default '',
    office_name    text        not null default '', -- where it happened, if the task has moved since
    verdict        text,
    due_at         timestamptz,
    is_provisional boolean     not null default false
);
create index timeline_of_application on timeline (application_id, at);
create index timeline_of_task on timeline (task_id);

-- Employers that were merged into others, for good: their tasks are the others'.
create table mergers (
    id           uuid        primary key, -- the employer that is gone
    created_at   timestamptz not null default now(),
    city         text        not null,
    successor_id uuid        not null,
    successor    text        not null,
    constraint mergers_elsewhere check (successor_id <> id)
);

-- migrate:down
