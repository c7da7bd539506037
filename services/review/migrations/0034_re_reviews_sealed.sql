-- migrate:up
set local lock_timeout = '5s';
-- Where the section lies that tells of a re-review.
alter table re_reviews add column sealed jsonb;

-- migrate:down
