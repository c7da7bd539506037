-- migrate:up
-- For which occasion a stamped letter was uploaded: it serves no other.
set local lock_timeout = '5s';

alter table letters add column occasion text not null default '';

-- migrate:down
