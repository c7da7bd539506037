-- migrate:up
set local lock_timeout = '5s';
-- Of all offices, for operators: what is late, the longest first.
create index tasks_late on tasks (due_at) where state = 'open' and due_days is not null;

-- migrate:down
