-- migrate:up
set local lock_timeout = '5s';
-- Whether the plan allows no other return after this one; as it was said to office and applicant.
alter table decisions add column is_last_return boolean not null default false;

-- migrate:down
