-- migrate:up
set local lock_timeout = '5s';

-- Whoever can sign in. A person's account has the person's id. `city` is empty for an administrator of all cities.
create table accounts (
    id                uuid        not null constraint accounts_pkey primary key,
    city              text        not null,
    role              text        not null
        constraint accounts_role_known check (role in ('applicant', 'clerk', 'official', 'admin')),
    name              text        not null,
    login_fingerprint text        not null constraint accounts_login_unique unique,
    mobile_encrypted  text,
    password_hash     text        not null,
    version           integer     not null default 1,
    created_at        timestamptz not null default now(),
    constraint accounts_city_given check (city <> '' or role = 'admin'),
    constraint accounts_mobile_given check (mobile_encrypted is not null or role in ('official', 'admin'))
);

-- One person, one account: the fingerprint is a keyed hash of the resident ID number.
create table persons (
    id                    uuid        not null constraint persons_pkey primary key
        constraint persons_account references accounts (id),
    city                  text        not null,
    id_number_encrypted   text        not null,
    id_number_fingerprint text        not null constraint persons_id_number_unique unique,
    created_at            timestamptz not null default now()
);

-- For which office an official acts. Offices live in the folders of the cities; their ids are derived from there.
create table officials (
    id         uuid        not null constraint officials_pkey primary key
        constraint officials_account references accounts (id),
    city       text        not null,
    office_id  uuid        not null,
    office     text        not null,
    created_at timestamptz not null default now()
);

create table sessions (
    id                  uuid        not null constraint sessions_pkey primary key,
    account_id          uuid        not null constraint sessions_account references accounts (id),
    city                text        not null,
    address_fingerprint text        not null,
    expires_at          timestamptz not null,
    revoked_at          timestamptz,
    created_at          timestamptz not null default now()
);
create index sessions_by_account on sessions (account_id, address_fingerprint);

-- Attempts of late, to slow down who guesses. Nobody's login or address can be read here.
create table attempts (
    id            uuid        not null constraint attempts_pkey primary key,
    counter       text        not null
        constraint attempts_counter_known check (counter in ('here', 'login', 'address', 'claim')),
    fingerprint   text        not null,
    count         integer     not null default 0 constraint attempts_count_natural check (count >= 0),
    last_at       timestamptz not null default now(),
    blocked_until timestamptz not null default now(),
    created_at    timestamptz not null default now(),
    constraint attempts_unique unique (counter, fingerprint)
);
create index attempts_by_age on attempts (last_at);

-- migrate:down
