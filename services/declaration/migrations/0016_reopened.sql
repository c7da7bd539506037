-- migrate:up
set local lock_timeout = '5s';

-- Which parts may be changed after the return of a round: those that the office named, without a reason, and
-- those that the applicant asked for, with one. A round without any leaves everything open.
create table reopened (
    id             uuid        not null constraint reopened_pkey primary key,
    created_at     timestamptz not null default now(),
    city           text        not null,
    declaration_id uuid        not null references declarations (id) on delete cascade,
    round          integer     not null,
    area           text        not null,
    reason         text        not null default '',
    opened_at      timestamptz not null,
    constraint reopened_each_area_once unique (declaration_id, round, area)
);

-- migrate:down
