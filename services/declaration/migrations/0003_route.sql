-- migrate:up
set local lock_timeout = '5s';

alter table declarations add column stops jsonb not null default '[]'; -- the offices on its way, once it was submitted
create index declarations_of_plan on declarations (city, plan);
alter table employers add column place text not null default '';

-- migrate:down
