-- migrate:up
set local lock_timeout = '5s';
-- A meeting of a committee. `commitment` is the hash of the seed and is public from the beginning; the seed is
-- encrypted, and published with the draw.
create table meetings (
    id uuid primary key,
    created_at timestamptz not null,
    version integer not null,
    city text not null,
    office_id uuid not null,
    title text not null,
    plan text not null,
    scope text not null,
    held_on date not null,
    categories text[] not null,
    counts integer[] not null,
    called_by_name text not null,
    commitment text not null,
    seed_encrypted text not null,
    drawn_at timestamptz,
    drawn_by_name text not null default '',
    constraint meetings_scope_known check (scope in ('series', 'specialty'))
);
create index meetings_of_office on meetings (office_id, held_on);

-- The order in which experts were drawn, by category: members, those who replace them, those who cannot come.
create table seats (
    meeting_id uuid not null references meetings (id) on delete cascade,
    expert_id uuid not null references experts (id),
    category text not null,
    position integer not null,
    standing text not null,
    replaces uuid,
    why text not null default '',
    changed_by_name text not null default '',
    changed_at timestamptz,
    primary key (meeting_id, expert_id),
    constraint seats_order_unique unique (meeting_id, category, position),
    constraint seats_seat_known check (standing in ('member', 'reserve', 'replaced')),
    constraint seats_replaced_with_reason check ((standing = 'replaced') = (why <> ''))
);

-- migrate:down
