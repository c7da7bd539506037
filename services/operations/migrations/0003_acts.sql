-- migrate:up
set local lock_timeout = '5s';
-- What operators asked for, who agreed, and what came of it for each case. Who and why is theirs: encrypted.
create table acts (
    id               uuid        primary key,
    created_at       timestamptz not null default now(),
    city             text        not null,
    kind             text        not null,
    act              text        not null,
    state            text        not null constraint acts_state_known
        check (state in ('waiting', 'agreed', 'refused', 'done')),
    is_dry_run       boolean     not null,
    until            timestamptz,
    office_id        uuid,
    asked_by         uuid        not null,
    reason_encrypted text        not null,
    decided_by       uuid,
    decided_at       timestamptz,
    ended_at         timestamptz,
    constraint acts_decided_by_another check (decided_by <> asked_by)
);
create index acts_newest on acts (created_at desc, id);
create index acts_to_do on acts (created_at) where state = 'agreed';

create table act_cases (
    id         uuid        primary key,
    created_at timestamptz not null default now(),
    city       text        not null,
    act_id     uuid        not null constraint act_cases_of_an_act references acts (id),
    case_id    uuid        not null,
    is_done    boolean,  -- null: not known yet
    code       text        not null default '',
    words      text        not null default '',
    constraint act_cases_once unique (act_id, case_id)
);

-- migrate:down
