-- migrate:up
-- What nobody chose is fixed by the first preview of a draft, for that application alone (A7.1).
set local lock_timeout = '5s';

alter table extracted add column fixed_for uuid;

-- migrate:down
