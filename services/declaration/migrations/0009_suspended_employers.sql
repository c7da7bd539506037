-- migrate:up
-- Why an employer is suspended, as identity told it; empty for all others.
set local lock_timeout = '5s';

alter table employers add column suspended_for text not null default '';

-- migrate:down
