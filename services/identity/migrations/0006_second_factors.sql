-- migrate:up
set local lock_timeout = '5s';

-- The authenticator of an official or administrator. Without `confirmed_at` it was offered, not yet proven.
create table second_factors (
    id               uuid        not null constraint second_factors_pkey primary key
        constraint second_factors_account references accounts (id),
    city             text        not null,
    secret_encrypted text        not null,
    last_step        bigint      not null default 0,
    confirmed_at     timestamptz,
    created_at       timestamptz not null default now()
);

-- Codes for the day on which the phone is lost; each is used once.
create table recovery_codes (
    id               uuid        not null constraint recovery_codes_pkey primary key,
    account_id       uuid        not null constraint recovery_codes_account references accounts (id),
    city             text        not null,
    code_fingerprint text        not null constraint recovery_codes_unique unique,
    used_at          timestamptz,
    created_at       timestamptz not null default now()
);
create index recovery_codes_by_account on recovery_codes (account_id);

-- Who took whose second factor away. Nobody's id stands for the command line.
create table second_factor_resets (
    id         uuid        not null constraint second_factor_resets_pkey primary key,
    account_id uuid        not null constraint second_factor_resets_account references accounts (id),
    city       text        not null,
    reset_by   uuid,
    created_at timestamptz not null default now()
);
create index second_factor_resets_by_account on second_factor_resets (account_id);

alter table attempts drop constraint attempts_counter_known;
alter table attempts add constraint attempts_counter_known
    check (counter in ('here', 'login', 'address', 'claim', 'code', 'recovery'));

-- migrate:down
