-- migrate:up
set local lock_timeout = '5s';
-- What the platform computed of a submission when a task was opened, for good; an office may overrule it with a reason.
create table checks (
    id                uuid        primary key,
    created_at        timestamptz not null default now(),
    task_id           uuid        not null references tasks (id) on delete cascade,
    place             integer     not null,
    code              text        not null,
    item              text        not null,
    name              text        not null,
    rule              text        not null,
    result            text        not null,
    measured          text        not null,
    wanted            text        not null,
    reason            text        not null,
    overruled_by      text        not null default '',
    overruled_at      timestamptz,
    overruled_because text        not null default '',
    constraint checks_one_per_code unique (task_id, code),
    constraint checks_result_known check (result in ('met', 'unmet', 'open')),
    constraint checks_say_why check (result = 'met' or reason <> ''),
    constraint checks_overruled_with_reason check ((overruled_at is null) = (overruled_because = ''))
);

-- migrate:down
