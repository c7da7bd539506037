-- migrate:up
set local lock_timeout = '5s';
-- Where the problems are mended that the last check found; for one look at a draft, as what was sealed is.
alter table previews add column found jsonb not null default '[]';

-- migrate:down
