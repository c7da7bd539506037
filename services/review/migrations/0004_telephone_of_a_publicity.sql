-- migrate:up
set local lock_timeout = '5s';
-- Whom to call about what is made public; of what was posted before nobody told it.
alter table publicities add column telephone text not null default '';

-- migrate:down
