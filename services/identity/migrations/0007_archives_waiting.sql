-- migrate:up
set local lock_timeout = '5s';

-- How many people wait at an employer to be verified, as archive told it.
create table archive_queues (
    id uuid primary key,
    created_at timestamptz not null default now(),
    city text not null,
    waiting integer not null,
    oldest_at timestamptz,
    told_at timestamptz not null,
    filled_at timestamptz,
    constraint archive_queues_waiting_counts check (waiting >= 0)
);

-- Desks at which something waited before there were workflows for them are told of once.
insert into outbox (id, about, topic, body)
select found.event_id, found.id, 'identity.desk_filled',
       jsonb_build_object(
           'id', found.event_id, 'about', found.id, 'at', found.told_at, 'office_id', found.id, 'city', found.city
       )
  from (
      select gen_random_uuid() as event_id, id, city, told_at from queues
       where filled_at is null and waiting > resting
  ) found;
update queues set filled_at = told_at where filled_at is null and waiting > resting;

-- migrate:down
