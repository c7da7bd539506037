-- migrate:up
set local lock_timeout = '5s';

-- How much an office passed and did not send on yet (审核推荐).
alter table queues add column passed integer not null default 0;
alter table queues add constraint queues_passed_counts check (passed >= 0);

-- migrate:down
