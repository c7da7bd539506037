-- migrate:up
set local lock_timeout = '5s';

create table employers (
    id            uuid        not null constraint employers_pkey primary key,
    city          text        not null,
    clerk_id      uuid        not null constraint employers_clerk_unique unique
        constraint employers_clerk references accounts (id),
    name          text        not null,
    credit_code   text        not null constraint employers_credit_code_unique unique,
    kind          text        not null
        constraint employers_kind_known check (kind in ('public_institution', 'enterprise', 'non_public')),
    level         text        not null constraint employers_level_known check (level in ('city', 'county')),
    place         text        not null,
    department_id uuid        not null,
    department    text        not null,
    status        text        not null default 'pending'
        constraint employers_status_known check (status in ('pending', 'approved', 'refused')),
    submitted_at  timestamptz not null default now(),
    version       integer     not null default 1,
    created_at    timestamptz not null default now()
);
create index employers_waiting on employers (city, status, submitted_at);

-- Each decision names the version that was decided, so that pressing twice decides once.
create table employer_decisions (
    id               uuid        not null constraint employer_decisions_pkey primary key,
    employer_id      uuid        not null constraint employer_decisions_employer references employers (id),
    city             text        not null,
    employer_version integer     not null,
    is_approved      boolean     not null,
    reason           text        not null default '',
    decided_by       uuid        not null constraint employer_decisions_admin references accounts (id),
    created_at       timestamptz not null default now(),
    constraint employer_decisions_once unique (employer_id, employer_version),
    constraint employer_decisions_reason_given check (is_approved or reason <> '')
);

-- migrate:down
