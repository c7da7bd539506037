-- migrate:up
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

create table sessions (
    id                  uuid        not null constraint sessions_pkey primary key,
    account_id          uuid        not null constraint sessions_account references accounts (id),
    city                text        not null,
    address_fingerprint text        not null,
    device_fingerprint  text        not null,
    expires_at          timestamptz not null,
    revoked_at          timestamptz,
    created_at          timestamptz not null default now()
);
create index sessions_by_account on sessions (account_id, address_fingerprint);

-- Attempts of late, to slow down who guesses. Nobody's login or address can be read here.
create table attempts (
    id            uuid        not null constraint attempts_pkey primary key,
    counter       text        not null
        constraint attempts_counter_known
        check (
            counter in ('here', 'stranger', 'login', 'address', 'claim', 'code', 'recovery', 'messages')
        ),
    fingerprint   text        not null,
    count         integer     not null default 0 constraint attempts_count_natural check (count >= 0),
    last_at       timestamptz not null default now(),
    blocked_until timestamptz not null default now(),
    created_at    timestamptz not null default now(),
    constraint attempts_unique unique (counter, fingerprint)
);
create index attempts_by_age on attempts (last_at);

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

-- Codes by text message, each for the browser that asked: `id` is sealed in its page. `account_id` is whom it lets
-- set a new password, or who is to be registered.
create table sent_codes (
    id               uuid        not null constraint sent_codes_pkey primary key,
    account_id       uuid        not null,
    city             text        not null,
    code_fingerprint text        not null,
    failures         integer     not null default 0,
    expires_at       timestamptz not null,
    created_at       timestamptz not null default now()
);
create index sent_codes_by_account on sent_codes (account_id);
create index sent_codes_by_age on sent_codes (expires_at);

-- The one-time code with which a new holder sets the password. Only its keyed hash is kept.
create table activations (
    id               uuid        not null constraint activations_pkey primary key
        constraint activations_account references accounts (id),
    city             text        not null,
    code_fingerprint text        not null,
    expires_at       timestamptz not null,
    used_at          timestamptz,
    created_at       timestamptz not null default now()
);

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

-- One person, one account: the fingerprint is a keyed hash of the resident ID number. Without `vouched_at` the number
-- was only typed; `set_aside_at` is when its true holder came and the account was closed, by whom if at the desk.
create table persons (
    id                    uuid        not null constraint persons_pkey primary key
        constraint persons_account references accounts (id),
    city                  text        not null,
    id_number_encrypted   text        not null,
    id_number_fingerprint text        not null,
    vouched_at            timestamptz,
    set_aside_at          timestamptz,
    set_aside_by          uuid,
    set_aside_why         text        not null default '',
    created_at            timestamptz not null default now()
);
create unique index persons_id_number_unique on persons (id_number_fingerprint) where set_aside_at is null;

-- The offices of the cities' folders as they were applied. An office is closed, never deleted; its cases and its
-- officials' history keep its id, and `successor_id` says who carries them on.
create table offices (
    id           uuid        not null constraint offices_pkey primary key,
    city         text        not null,
    opened_at    timestamptz not null,
    closed_at    timestamptz,
    successor_id uuid,
    created_at   timestamptz not null default now(),
    constraint offices_closed_later check (closed_at >= opened_at)
);
create index offices_by_successor on offices (successor_id);

-- What an office was called and where it stood, from when until when.
create table office_versions (
    id         uuid        not null constraint office_versions_pkey primary key,
    office_id  uuid        not null constraint office_versions_office references offices (id),
    city       text        not null,
    slug       text        not null,
    name       text        not null,
    kind       text        not null,
    level      text        not null,
    place      text        not null,
    parent     text        not null default '',
    from_at    timestamptz not null,
    until_at   timestamptz,
    created_at timestamptz not null default now()
);
create unique index office_versions_current on office_versions (office_id) where until_at is null;

create table officials (
    id         uuid        not null constraint officials_pkey primary key
        constraint officials_account references accounts (id),
    city       text        not null,
    version    integer     not null default 1,
    created_at timestamptz not null default now()
);

-- Who has which office from when until when. One term of an official is open; ended ones are the history.
create table official_terms (
    id          uuid        not null constraint official_terms_pkey primary key,
    official_id uuid        not null constraint official_terms_official references officials (id),
    city        text        not null,
    office_id   uuid        not null,
    office      text        not null,
    office_name text        not null,
    from_on     date        not null,
    until_on    date,
    assigned_by uuid        constraint official_terms_assigner references accounts (id),
    ended_at    timestamptz,
    ended_by    uuid        constraint official_terms_ender references accounts (id),
    ended_why   text        not null default '',
    created_at  timestamptz not null default now(),
    constraint official_terms_in_order check (until_on >= from_on)
);
create unique index official_terms_open on official_terms (official_id) where ended_at is null;
create index official_terms_by_office on official_terms (office_id, ended_at);

-- Who stands in for an absent official, for which office, from when until when.
create table deputies (
    id         uuid        not null constraint deputies_pkey primary key,
    city       text        not null,
    absent_id  uuid        not null constraint deputies_absent references officials (id),
    deputy_id  uuid        not null constraint deputies_deputy references officials (id),
    from_on    date        not null,
    until_on   date        not null,
    named_by   uuid        not null constraint deputies_namer references accounts (id),
    ended_at   timestamptz,
    ended_by   uuid        constraint deputies_ender references accounts (id),
    created_at timestamptz not null default now(),
    constraint deputies_in_order check (until_on >= from_on),
    constraint deputies_another check (absent_id <> deputy_id)
);
create index deputies_of on deputies (deputy_id) where ended_at is null;
create index deputies_for on deputies (absent_id) where ended_at is null;

-- For which office a session acts, when that is not the holder's own.
create table acting_sessions (
    id         uuid        not null constraint acting_sessions_pkey primary key
        constraint acting_sessions_session references sessions (id),
    city       text        not null,
    office_id  uuid        not null,
    deputy_id  uuid        constraint acting_sessions_deputy references deputies (id),
    created_at timestamptz not null default now()
);

-- `letter_id`: the letter by which it acts, or that is submitted with the details as they are.
create table employers (
    id                   uuid        not null constraint employers_pkey primary key,
    city                 text        not null,
    name                 text        not null,
    credit_code          text        not null constraint employers_credit_code_unique unique,
    kind                 text        not null
        constraint employers_kind_known
        check (kind in ('public_institution', 'enterprise', 'non_public', 'provincial')),
    level                text        not null
        constraint employers_level_known check (level in ('province', 'city', 'county')),
    place                text        not null,
    department_id        uuid, -- without one `department` names the HR agency
    department           text        not null,
    own_committee        boolean     not null default false,
    legal_representative text        not null default '',
    status               text        not null default 'pending_letter'
        constraint employers_status_known
        check (status in ('pending_letter', 'submitted', 'approved', 'refused', 'expired', 'merged')),
    merged_into          uuid        constraint employers_successor references employers (id),
    letter_id            uuid,
    valid_until          date,
    submitted_at         timestamptz not null default now(),
    version              integer     not null default 1,
    created_at           timestamptz not null default now(),
    constraint employers_merged_somewhere check ((status = 'merged') = (merged_into is not null))
);
create index employers_waiting on employers (city, status, submitted_at);

-- Names that an employer had before; the present one stands in `employers`.
create table employer_names (
    id          uuid        not null constraint employer_names_pkey primary key,
    city        text        not null,
    employer_id uuid        not null constraint employer_names_employer references employers (id),
    name        text        not null,
    until_at    timestamptz not null,
    created_at  timestamptz not null default now()
);
create index employer_names_by_employer on employer_names (employer_id, until_at);

-- Who acts for an employer, from when until when. Without `from_at` it was asked for and not granted yet.
create table clerkships (
    id                  uuid        not null constraint clerkships_pkey primary key,
    city                text        not null,
    employer_id         uuid        not null constraint clerkships_employer references employers (id),
    account_id          uuid        not null constraint clerkships_account references accounts (id),
    is_chief            boolean     not null,
    id_number_encrypted text        not null default '',
    appointed_by        uuid        not null constraint clerkships_appointer references accounts (id),
    from_at             timestamptz,
    until_at            timestamptz,
    created_at          timestamptz not null default now(),
    constraint clerkships_end_later check (until_at >= from_at)
);
create unique index clerkships_one_employer on clerkships (account_id) where until_at is null;
create unique index clerkships_one_chief on clerkships (employer_id)
    where is_chief and from_at is not null and until_at is null;
create index clerkships_by_employer on clerkships (employer_id);

-- Every stamped scan of 用人单位委托证明 that a clerk uploaded; documents keeps the file.
create table letters (
    id           uuid        not null constraint letters_pkey primary key,
    city         text        not null,
    employer_id  uuid        not null constraint letters_employer references employers (id),
    account_id   uuid        not null constraint letters_account references accounts (id),
    file_id      uuid        not null constraint letters_file_unique unique,
    name         text        not null,
    bytes        bigint      not null,
    pages        integer     not null,
    sha256       text        not null,
    uploaded_at  timestamptz not null default now(),
    submitted_at timestamptz,
    created_at   timestamptz not null default now()
);
create index letters_by_employer on letters (employer_id, uploaded_at desc);
alter table employers add constraint employers_letter foreign key (letter_id) references letters (id);

-- Units that applicants miss. `id` is also what the link names; who opens it sees the name of the unit alone.
create table invitations (
    id          uuid        not null constraint invitations_pkey primary key,
    city        text        not null,
    account_id  uuid        not null constraint invitations_inviter references accounts (id),
    name        text        not null,
    employer_id uuid        constraint invitations_employer references employers (id),
    told_at     timestamptz,
    created_at  timestamptz not null default now()
);
create index invitations_by_inviter on invitations (account_id, created_at);
create index invitations_untold on invitations (city, name) where told_at is null;
create index invitations_by_employer on invitations (employer_id) where told_at is null;

-- What is asked of an administrator: that a unit may act, another clerk, term, name or department of it, a person's
-- right name and number. What an administrator changes is here too. What held before stays with it.
create table requests (
    id                         uuid        not null constraint requests_pkey primary key,
    city                       text        not null,
    kind                       text        not null
        constraint requests_kind_known
        check (kind in ('registration', 'letter', 'renaming', 'superior', 'merger', 'correction')),
    asked_by                   uuid        not null constraint requests_asker references accounts (id),
    employer_id                uuid        constraint requests_employer references employers (id),
    file_id                    uuid,
    before                     jsonb       not null default '{}',
    after                      jsonb       not null default '{}',
    former_id_number_encrypted text        not null default '',
    id_number_encrypted        text        not null default '',
    why                        text        not null default '',
    state                      text        not null default 'submitted'
        constraint requests_state_known check (state in ('submitted', 'approved', 'refused', 'withdrawn')),
    reason                     text        not null default '',
    decided_by                 uuid        constraint requests_decider references accounts (id),
    decided_at                 timestamptz,
    created_at                 timestamptz not null default now(),
    constraint requests_employer_given check ((kind = 'correction') = (employer_id is null)),
    constraint requests_paper_given
        check ((kind in ('registration', 'letter', 'correction')) = (file_id is not null)),
    constraint requests_reason_given check (state <> 'refused' or reason <> '')
);
create unique index requests_one_open on requests (asked_by, kind, coalesce(employer_id, asked_by))
    where state = 'submitted';
create index requests_by_state on requests (state, created_at);
create index requests_by_employer on requests (employer_id, created_at);
create index requests_by_asker on requests (asked_by, created_at);

-- Who was shown what of whose data, when, as what. Reader and organisation are called as they were then.
-- No reference to persons or accounts: the log outlives them.
create table access_log (
    id          uuid        not null constraint access_log_pkey primary key,
    city        text        not null,
    person_id   uuid        not null,
    reader_id   uuid        not null,
    reader_name text        not null,
    role        text        not null,
    org_id      uuid,
    org_name    text        not null,
    shown       text        not null,
    occasion    uuid,
    first_at    timestamptz not null,
    last_at     timestamptz not null,
    times       integer     not null default 1,
    created_at  timestamptz not null default now(),
    constraint access_log_in_order check (last_at >= first_at),
    constraint access_log_times_counted check (times >= 1)
);
create index access_log_of_person on access_log (person_id, last_at desc, id);

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
