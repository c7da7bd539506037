-- migrate:up
set local lock_timeout = '5s';

-- The nine digits of the number by which people speak of a case (kit/reference.py).
alter table declarations add column number bigint not null generated always as (
    ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint % 1000000000
) stored;
alter table declarations add constraint declarations_number_unique unique (number);

-- migrate:down
