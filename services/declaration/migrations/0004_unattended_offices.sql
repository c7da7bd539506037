-- migrate:up
set local lock_timeout = '5s';

-- Offices at which cases lie although nobody is there to see them, as identity told it last. The id is the office's.
create table unattended_offices (
    id         uuid        primary key,
    created_at timestamptz not null default now(),
    city       text        not null,
    is_attended boolean    not null,
    told_at    timestamptz not null
);

-- migrate:down
