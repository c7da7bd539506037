-- migrate:up
set local lock_timeout = '5s';
-- Where the facts stand that a paper shows of its person: they are read, masked, when somebody compares it, and with
-- the key of the case they are gone. A paper from before has none.
alter table papers add column sections jsonb not null default '[]';
create index papers_by_code on papers (left(manifest_sha256, 16));

-- migrate:down
