-- migrate:up
set local lock_timeout = '5s';
-- 内部备注: what the people of the task's office note for themselves; gone with the task.
create table notes (
    id             uuid        not null primary key,
    created_at     timestamptz not null default now(),
    city           text        not null,
    task_id        uuid        not null references tasks (id) on delete cascade,
    text_encrypted text        not null,
    account_id     uuid        not null,
    written_by     text        not null,
    written_at     timestamptz not null,
    taken_back_at  timestamptz
);
create index notes_of_task on notes (task_id);

-- migrate:down
