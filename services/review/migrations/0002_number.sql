-- migrate:up
set local lock_timeout = '5s';

-- The nine digits of the number by which people speak of a case (kit/reference.py).
alter table tasks add column number bigint not null generated always as (
    ('x' || left(replace(application_id::text, '-', ''), 12))::bit(48)::bigint % 1000000000
) stored;
create index tasks_of_number on tasks (office_id, number);

-- migrate:down
