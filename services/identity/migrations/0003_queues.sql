-- migrate:up
set local lock_timeout = '5s';

-- What waits at an office or employer, as review told it last: its people's start page says so. The id is the office's.
create table queues (
    id         uuid        primary key,
    created_at timestamptz not null default now(),
    city       text        not null,
    waiting    integer     not null constraint queues_waiting_counts check (waiting >= 0),
    oldest_at  timestamptz,
    due_at     timestamptz,
    told_at    timestamptz not null
);

-- migrate:down
