-- migrate:up
-- What changed in a person's archive, record by record: an open draft names it to its owner.
set local lock_timeout = '5s';

alter table readiness add column news_encrypted text not null default '';

-- migrate:down
