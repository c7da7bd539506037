-- migrate:up
set local lock_timeout = '5s';

-- When somebody had themselves looked up in a register outside, and what came of it; not what was told.
create table register_questions (
    account_id uuid        not null constraint register_questions_account references accounts (id),
    register   text        not null,
    city       text        not null,
    asked_at   timestamptz not null,
    outcome    text        not null default '',
    created_at timestamptz not null default now(),
    constraint register_questions_pkey primary key (account_id, register)
);

-- migrate:down
