-- migrate:up
set local lock_timeout = '5s';

-- The number that is to become an account's, and the code that was sent to it. One at a time per account.
create table mobile_changes (
    id               uuid        not null constraint mobile_changes_pkey primary key
        constraint mobile_changes_account references accounts (id),
    city             text        not null,
    form_id          uuid        not null,
    mobile_encrypted text        not null,
    code_fingerprint text        not null,
    failures         integer     not null default 0,
    expires_at       timestamptz not null,
    used_at          timestamptz,
    created_at       timestamptz not null default now()
);

-- migrate:down
