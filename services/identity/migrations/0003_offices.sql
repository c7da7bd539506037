-- migrate:up
set local lock_timeout = '5s';

-- The offices of the cities' folders as they were applied. An office is closed, never deleted; its cases and its
-- officials' history keep its id, and `successor_id` says who carries them on.
create table offices (
    id           uuid        not null constraint offices_pkey primary key,
    city         text        not null,
    opened_at    timestamptz not null,
    closed_at    timestamptz,
    successor_id uuid,
    created_at   timestamptz not null default now(),
    constraint offices_closed_later check (closed_at >= opened_at)
);
create index offices_by_successor on offices (successor_id);

-- What an office was called and where it stood, from when until when.
create table office_versions (
    id         uuid        not null constraint office_versions_pkey primary key,
    office_id  uuid        not null constraint office_versions_office references offices (id),
    city       text        not null,
    slug       text        not null,
    name       text        not null,
    kind       text        not null,
    level      text        not null,
    place      text        not null,
    parent     text        not null default '',
    from_at    timestamptz not null,
    until_at   timestamptz,
    created_at timestamptz not null default now()
);
create unique index office_versions_current on office_versions (office_id) where until_at is null;

-- migrate:down
