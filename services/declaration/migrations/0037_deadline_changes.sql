-- migrate:up
set local lock_timeout = '5s';
-- How often a deadline was changed. Each change is told with its number, and nobody takes an older one.
alter table deadlines add column changes integer not null default 0;

-- migrate:down
