-- migrate:up
set local lock_timeout = '5s';
-- 评议组: what the members of a category wrote of a candidate before the meeting voted.
create table group_opinions (
    id uuid primary key references candidates (id) on delete cascade,
    created_at timestamptz not null default now(),
    meeting_id uuid not null references meetings (id),
    text_encrypted text not null,
    recorded_by_name text not null,
    recorded_at timestamptz not null
);
create index group_opinions_of_meeting on group_opinions (meeting_id);

-- migrate:down
