-- migrate:up
-- What the employer has verified of the basic information, encrypted: the form asks nothing of it again.
set local lock_timeout = '5s';

alter table readiness add column facts_encrypted text not null default '';

-- migrate:down
