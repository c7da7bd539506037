-- migrate:up
set local lock_timeout = '5s';

-- What was heard from archive, identity and documents: just enough to know who may start.
create table readiness (
    id                   uuid        primary key, -- the person
    created_at           timestamptz not null default now(),
    city                 text        not null,
    employer_id          uuid        not null,
    has_basic_verified   boolean     not null,
    has_records_verified boolean     not null,
    told_at              timestamptz not null
);

create table employers (
    id         uuid        primary key,
    created_at timestamptz not null default now(),
    city       text        not null,
    name       text        not null,
    level      text        not null
        constraint employers_level_known check (level in ('province', 'city', 'county')),
    version    bigint      not null default 0
);

create table photos (
    id           uuid        primary key, -- the person
    created_at   timestamptz not null default now(),
    confirmed_at timestamptz not null
);

-- The words and rules of a plan as they were when somebody started: a case keeps the version it began with.
create table plan_versions (
    id         uuid        primary key,
    created_at timestamptz not null default now(),
    city       text        not null,
    plan       text        not null,
    version    text        not null,
    content    jsonb       not null,
    constraint plan_versions_once unique (city, plan, version)
);

create table declarations (
    id           uuid        primary key,
    created_at   timestamptz not null default now(),
    city         text        not null,
    person_id    uuid        not null,
    employer_id  uuid        not null,
    plan         text        not null,
    plan_version text        not null,
    started_at   timestamptz not null,
    closes_at    timestamptz not null,
    status       text        not null
        constraint declarations_status_known check (
            status in (
                'drafting', 'examining', 'publicising', 'publicised', 'reviewing', 'returned', 'awaiting_payment',
                'paid', 'form_issued', 'refused', 'withdrawn', 'missed', 'unpaid'
            )
        ),
    stage        text        not null default '',
    round        integer     not null default 0 constraint declarations_round_counts check (round >= 0),
    position     integer     not null default 0,
    turn         jsonb       not null,
    sections     jsonb       not null default '[]',
    -- An automatic end was undone, and the workflow has not told of it yet.
    is_reinstated boolean    not null default false,
    constraint declarations_plan_version foreign key (city, plan, plan_version)
        references plan_versions (city, plan, version)
);
-- One active declaration per person and plan (A3.2).
create unique index declarations_one_active on declarations (person_id, city, plan)
    where status not in ('refused', 'withdrawn', 'missed', 'unpaid') or is_reinstated;
create index declarations_of_person on declarations (person_id, started_at desc);

-- Each case's key, wrapped. Destroying the row, and its copy in the object store, erases the sealed case for good.
create table case_keys (
    id         uuid        primary key references declarations (id), -- the case
    created_at timestamptz not null default now(),
    city       text        not null,
    wrapped    bytea       not null
);

create table forms (
    id             uuid        primary key,
    created_at     timestamptz not null default now(),
    city           text        not null,
    declaration_id uuid        not null references declarations (id) on delete cascade constraint forms_one_each unique,
    version        integer     not null default 1,
    answers        jsonb       not null,
    saved_at       timestamptz not null
);

create table moves (
    id             uuid        primary key,
    created_at     timestamptz not null default now(),
    city           text        not null,
    declaration_id uuid        not null references declarations (id) on delete cascade,
    position       integer     not null,
    at             timestamptz not null,
    event          text        not null,
    status         text        not null,
    stage          text        not null,
    round          integer     not null,
    turn           jsonb       not null,
    constraint moves_in_order unique (declaration_id, position)
);

-- The deadline ledger: computed once, changed only by a recorded act.
create table deadlines (
    id               uuid          primary key,
    created_at       timestamptz   not null default now(),
    city             text          not null,
    declaration_id   uuid          not null references declarations (id) on delete cascade,
    kind             text          not null
        constraint deadlines_kind_known check (
            kind in ('submission', 'resubmission', 'publicity', 'payment', 'grace')
        ),
    starts_at        timestamptz   not null,
    days             integer       not null,
    rule             text          not null,
    calendar_version text          not null,
    due_at           timestamptz   not null,
    is_provisional   boolean       not null,
    remind_at        timestamptz[] not null
);
create index deadlines_of_declaration on deadlines (declaration_id, starts_at);
create index deadlines_provisional on deadlines (id) where is_provisional;

create table deadline_acts (
    id               uuid        primary key,
    created_at       timestamptz not null default now(),
    city             text        not null,
    deadline_id      uuid        not null references deadlines (id) on delete cascade,
    kind             text        not null
        constraint deadline_acts_kind_known check (kind in ('recomputed', 'resumed', 'reinstated')),
    at               timestamptz not null,
    by               text        not null,
    why              text        not null,
    old_due_at       timestamptz not null,
    new_due_at       timestamptz not null,
    was_provisional  boolean     not null,
    is_provisional   boolean     not null,
    calendar_version text        not null
);
create index deadline_acts_of_deadline on deadline_acts (deadline_id, at);

-- From when to when a deadline's clock stood still; its date was computed anew each time.
create table deadline_pauses (
    id          uuid        primary key,
    created_at  timestamptz not null default now(),
    city        text        not null,
    deadline_id uuid        not null references deadlines (id) on delete cascade,
    paused_at   timestamptz not null,
    resumed_at  timestamptz not null,
    constraint deadline_pauses_end_later check (resumed_at >= paused_at)
);
create index deadline_pauses_of_deadline on deadline_pauses (deadline_id, paused_at);

-- Why the clock of a case does not run. A hold is placed once and lifted once, by somebody, for a reason.
create table holds (
    id             uuid        primary key,
    created_at     timestamptz not null default now(),
    city           text        not null,
    declaration_id uuid        not null references declarations (id) on delete cascade,
    kind           text        not null
        constraint holds_kind_known check (kind in ('objection', 'investigation', 'outage')),
    placed_at      timestamptz not null,
    placed_by      text        not null,
    placed_why     text        not null,
    lifted_at      timestamptz,
    lifted_by      text,
    lifted_why     text,
    constraint holds_lifted_by_somebody check ((lifted_at is null) = (lifted_by is null))
);
create index holds_of_declaration on holds (declaration_id, kind);

-- What was last sealed for the preview, and what that depended on.
create table previews (
    id         uuid        primary key references declarations (id) on delete cascade, -- the declaration
    created_at timestamptz not null default now(),
    city       text        not null,
    looks      text        not null,
    sections   jsonb       not null
);

-- migrate:down
