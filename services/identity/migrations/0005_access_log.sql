-- migrate:up
set local lock_timeout = '5s';

-- Who was shown what of whose data, when, as what. Reader and organisation are called as they were then.
-- No reference to persons or accounts: the log outlives them.
create table access_log (
    id          uuid        not null constraint access_log_pkey primary key,
    city        text        not null,
    person_id   uuid        not null,
    reader_id   uuid        not null,
    reader_name text        not null,
    role        text        not null,
    org_id      uuid,
    org_name    text        not null,
    shown       text        not null,
    occasion    uuid,
    first_at    timestamptz not null,
    last_at     timestamptz not null,
    times       integer     not null default 1,
    created_at  timestamptz not null default now(),
    constraint access_log_in_order check (last_at >= first_at),
    constraint access_log_times_counted check (times >= 1)
);
create index access_log_of_person on access_log (person_id, last_at desc, id);

-- migrate:down
