-- migrate:up
-- To which version of the privacy notice somebody agreed when they registered; of which newer one they were told.
set local lock_timeout = '5s';

create table consents (
    account_id uuid        not null constraint consents_account references accounts (id),
    version    integer     not null,
    city       text        not null,
    agreed_at  timestamptz,
    told_at    timestamptz,
    created_at timestamptz not null default now(),
    constraint consents_pkey primary key (account_id, version),
    constraint consents_agreed_or_told check (num_nonnulls(agreed_at, told_at) = 1)
);

-- migrate:down
