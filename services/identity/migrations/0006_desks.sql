-- migrate:up
set local lock_timeout = '5s';

-- Of what waits, how much asks nothing of anybody (its publicity runs), and since when anything does.
alter table queues add column resting integer not null default 0;
alter table queues add column filled_at timestamptz;

-- How somebody wants to be told of what waits at their desk.
alter table accounts add column desk_messages text not null default 'at_once';
alter table accounts add constraint accounts_desk_messages_known
    check (desk_messages in ('at_once', 'digest', 'none'));

-- migrate:down
