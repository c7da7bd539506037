-- migrate:up
-- Which version of the basic information was told: declarations take title, dates, specialty and years of it.
set local lock_timeout = '5s';

alter table persons add column told_basic_id uuid;

-- migrate:down
