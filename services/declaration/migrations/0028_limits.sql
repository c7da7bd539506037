-- migrate:up
set local lock_timeout = '5s';
-- 办理期限: until when the office that has a case is to decide, as review counted it; the newest of each case.
create table limits (
    id         uuid        not null primary key references declarations (id) on delete cascade,
    created_at timestamptz not null default now(),
    city       text        not null,
    stage      text        not null,
    round      integer     not null,
    due_at     timestamptz not null,
    due_days   integer     not null,
    told_at    timestamptz not null
);

-- migrate:down
