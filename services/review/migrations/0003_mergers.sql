-- migrate:up
set local lock_timeout = '5s';

-- Employers that were merged into others, for good: their tasks are the others'.
create table mergers (
    id           uuid        not null constraint mergers_pkey primary key, -- the employer that is gone
    city         text        not null,
    successor_id uuid        not null,
    successor    text        not null,
    created_at   timestamptz not null default now(),
    constraint mergers_elsewhere check (successor_id <> id)
);

-- Where something happened, if the task has moved to another office since.
alter table timeline
    add column office_name text not null default '',
    drop constraint timeline_event_known,
    add constraint timeline_event_known check (event in (
        'opened', 'moved', 'posted', 'due_known', 'publicity_over', 'result_recorded', 'decided', 'closed'
    ));

-- migrate:down
