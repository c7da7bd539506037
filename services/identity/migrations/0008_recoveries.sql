-- migrate:up
set local lock_timeout = '5s';

-- The code with which somebody who forgot the password sets a new one. One at a time per account.
create table recoveries (
    id               uuid        not null constraint recoveries_pkey primary key
        constraint recoveries_account references accounts (id),
    city             text        not null,
    code_fingerprint text        not null,
    failures         integer     not null default 0,
    expires_at       timestamptz not null,
    created_at       timestamptz not null default now()
);

-- migrate:down
