-- migrate:up
set local lock_timeout = '5s';
-- Where a meeting is held, and what its papers say: both stand in the sealed results. A meeting from before has neither.
alter table meetings add column place text not null default '';
alter table meetings add column minutes_sha256 text not null default '';
alter table meetings add column vote_sheet_sha256 text not null default '';

-- migrate:down
