-- migrate:up
set local lock_timeout = '5s';

-- Requests to have one's data erased. What was erased keeps its request without the person: a receipt.
create table erasures (
    id         uuid        not null constraint erasures_pkey primary key,
    city       text        not null,
    person_id  uuid,
    state      text        not null default 'asked'
        constraint erasures_state_known
        check (state in ('asked', 'held', 'waiting', 'withdrawn', 'erasing', 'erased')),
    holds      jsonb       not null default '[]',
    due_at     timestamptz,
    asked_at   timestamptz not null,
    ended_at   timestamptz,
    created_at timestamptz not null default now(),
    constraint erasures_person_until_erased check ((person_id is null) = (state = 'erased'))
);
create unique index erasures_one_open on erasures (person_id) where state in ('asked', 'waiting', 'erasing');

-- A complaint, a re-examination or an inquiry: nothing is erased until it is lifted.
create table legal_holds (
    id         uuid        not null constraint legal_holds_pkey primary key,
    city       text        not null,
    person_id  uuid        not null constraint legal_holds_person references persons (id),
    reason     text        not null constraint legal_holds_reason_given check (reason <> ''),
    set_by     text        not null,
    set_at     timestamptz not null,
    lifted_by  text        not null default '',
    lifted_at  timestamptz,
    created_at timestamptz not null default now(),
    constraint legal_holds_lifted_by_somebody check ((lifted_at is null) = (lifted_by = ''))
);
create unique index legal_holds_one_each on legal_holds (person_id) where lifted_at is null;

-- migrate:down
