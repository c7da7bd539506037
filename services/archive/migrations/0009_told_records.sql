-- migrate:up
-- Which verified records were told, in short: a declaration names them as what proves a self-assessment.
set local lock_timeout = '5s';

alter table persons add column told_versions text not null default '';

-- migrate:down
