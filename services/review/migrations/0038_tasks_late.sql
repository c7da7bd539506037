-- migrate:up transaction:false
-- Of all offices, for operators: what is late, the longest first.
-- squawk-ignore ban-concurrent-index-creation-in-transaction
create index concurrently if not exists tasks_late on tasks (due_at) where state = 'open' and due_days is not null;

-- migrate:down
