-- migrate:up
-- Which of the achievements that a declaration takes stand for a person best: 代表作 (A7).
set local lock_timeout = '5s';

alter table extracted add column is_representative boolean not null default false;

-- migrate:down
