-- migrate:up
set local lock_timeout = '5s';
-- What a decision says in the words of the city's catalogue: what is to be mended, item by item; why it was refused.
alter table decisions
    add column mends jsonb not null default '[]',
    add column reasons jsonb not null default '[]';

-- The same reasons, to be counted: codes and words of the catalogue, nothing about the person.
create table given_reasons (
    id          uuid        primary key,
    created_at  timestamptz not null default now(),
    city        text        not null,
    plan        text        not null,
    decision_id uuid        not null references decisions (id) on delete cascade,
    item        text        not null,
    code        text        not null,
    words       text        not null,
    constraint given_reasons_once unique (decision_id, code)
);
create index given_reasons_of_plan on given_reasons (city, plan, item, code);

-- migrate:down
