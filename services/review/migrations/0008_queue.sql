-- migrate:up
set local lock_timeout = '5s';
-- What an office's queue is filtered, ordered and counted by, so that no row has to be opened for it.
alter table tasks
    add column remarks    text[]      not null default '{}',
    add column due_at     timestamptz not null default 'infinity',
    add column name_parts bigint[],  -- keyed (tasks/store/names.py); null until the worker has made them
    add column taken_by   uuid,
    add column taken_by_name text     not null default '',
    add column taken_at   timestamptz;
update tasks set due_at = publicities.due_at
  from publicities
 where publicities.task_id = tasks.id and publicities.due_at is not null and tasks.state = 'open';

drop index tasks_inbox;
drop index tasks_done;
create index tasks_inbox on tasks (office_id, opened_at, id)
    include (plan, employer, kind, round, remarks, due_at, taken_by) where state = 'open';
create index tasks_due on tasks (office_id, due_at, opened_at, id)
    include (plan, employer, kind, round, remarks, taken_by) where state = 'open';
create index tasks_done on tasks (office_id, closed_at desc, id)
    include (plan, employer, kind, round, remarks) where state <> 'open';
create index tasks_named on tasks using gin (name_parts);
create index tasks_unnamed on tasks (id) where name_parts is null;

-- migrate:down
