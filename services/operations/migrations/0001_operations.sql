-- migrate:up
-- What was found to be stuck, by whom, and until when it was found again. Ids, offices and codes; no person.
create table findings (
    id         uuid        primary key,
    created_at timestamptz not null default now(),
    city       text        not null,  -- empty where no owner knows it
    source     text        not null,
    kind       text        not null constraint findings_kind_known check (kind in (
        'waits_too_long', 'retrying', 'decision_not_delivered', 'paid_not_advanced',
        'read_model_behind', 'replay_broken', 'message_undelivered'
    )),
    case_id    uuid,
    subject_id uuid        not null,
    party      text        not null,
    since      timestamptz not null,
    due        timestamptz,
    detail     text        not null,
    found_at   timestamptz not null,
    seen_at    timestamptz not null,
    gone_at    timestamptz,
    constraint findings_one_of_a_subject unique (source, kind, subject_id)
);
create index findings_here on findings (kind, city, since) where gone_at is null;
create index findings_of_case on findings (case_id);
create index findings_gone on findings (gone_at) where gone_at is not null;

-- How many there are, listed or not.
create table counts (
    id         uuid        primary key,
    created_at timestamptz not null default now(),
    city       text        not null,
    source     text        not null,
    kind       text        not null,
    count      integer     not null,
    oldest     timestamptz not null,
    constraint counts_one_of_a_kind unique (source, kind, city)
);

-- When each was asked last, and when it answered.
create table sources (
    name        text        primary key,
    created_at  timestamptz not null default now(),
    asked_at    timestamptz not null,
    answered_at timestamptz,
    capped      text[]      not null default '{}'
);

-- migrate:down
