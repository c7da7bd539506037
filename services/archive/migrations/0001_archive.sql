-- migrate:up
-- The copy of every registered employer: what identity told last. People choose the approved ones, and are told where
-- the others stand (A2.4).
create table employers (
    id           uuid        primary key,
    created_at   timestamptz not null default now(),
    city         text        not null,
    name         text        not null,
    credit_code  text        not null,
    level        text        not null constraint employers_level_known check (level in ('province', 'city', 'county')),
    place        text        not null,
    department   text        not null,
    status       text        not null default 'approved',
    version      bigint      not null default 0,
    former_names text[]      not null default '{}',
    merged_into  uuid
);
create index employers_by_credit_code on employers (credit_code);
create index employers_by_successor on employers (merged_into) where merged_into is not null;

create table persons (
    id             uuid        primary key,
    created_at     timestamptz not null default now(),
    city           text        not null,
    employer_id    uuid        not null constraint persons_have_an_employer references employers,
    name_encrypted text        not null,
    version        integer     not null default 1,
    told_employer  uuid,
    told_basic     boolean,
    told_records   boolean,
    told_times     integer     not null default 0
);
create index persons_by_employer on persons (employer_id);

-- The basic information is an item like every record: verified and returned, changed and verified again.
create table items (
    id         uuid        primary key,
    created_at timestamptz not null default now(),
    city       text        not null,
    person_id  uuid        not null constraint items_have_a_person references persons,
    kind       text        not null constraint items_kind_known check (kind in (
        'basic', 'education', 'work', 'title', 'project', 'award', 'honour', 'paper', 'book', 'patent', 'report',
        'certificate', 'exam', 'training', 'appraisal'
    )),
    deleted_at timestamptz constraint items_basic_stays check (deleted_at is null or kind <> 'basic'),
    version    integer     not null default 1
);
create index items_by_person on items (person_id);
create unique index items_one_basic on items (person_id) where kind = 'basic';

-- One act of a clerk about one person; acts of one batch share its id.
create table decisions (
    id                   uuid        primary key,
    created_at           timestamptz not null default now(),
    city                 text        not null,
    batch_id             uuid        not null,
    person_id            uuid        not null constraint decisions_have_a_person references persons,
    employer_id          uuid        not null constraint decisions_have_an_employer references employers,
    clerk_id             uuid        not null,
    clerk_name_encrypted text        not null,
    attestation          text        not null,
    verified             integer     not null,
    returned             integer     not null,
    skipped              integer     not null,
    decided_at           timestamptz not null
);
create index decisions_by_batch on decisions (batch_id);
create index decisions_by_employer on decisions (employer_id, person_id);
create index decisions_by_person on decisions (person_id, decided_at desc);

-- `is_public`: whether everybody sees a record while the case is made public, or the offices alone.
create table item_versions (
    id           uuid        primary key,
    created_at   timestamptz not null default now(),
    city         text        not null,
    item_id      uuid        not null constraint item_versions_have_an_item references items,
    number       integer     not null,
    fields       jsonb       not null,
    secrets      jsonb       not null,
    state        text        not null constraint item_versions_state_known check (
        state in ('draft', 'submitted', 'verified', 'returned', 'superseded')
    ),
    reason       text        not null default '',
    employer_id  uuid        constraint item_versions_have_an_employer references employers,
    submitted_at timestamptz,
    decision_id  uuid        constraint item_versions_have_a_decision references decisions,
    is_public    boolean     not null,
    constraint item_versions_number_unique unique (item_id, number),
    constraint item_versions_submitted_to_somebody check (state = 'draft' or employer_id is not null)
);
create unique index item_versions_one_open on item_versions (item_id) where state in ('draft', 'submitted');
create unique index item_versions_one_verified on item_versions (item_id) where state = 'verified';
create index item_versions_queue on item_versions (employer_id, submitted_at) where state = 'submitted';

-- What documents told of the files that prove records; the files themselves are there.
create table files (
    id             uuid        primary key,
    created_at     timestamptz not null default now(),
    city           text        not null,
    person_id      uuid        not null constraint files_have_a_person references persons,
    name_encrypted text        not null,
    media_type     text        not null,
    bytes          bigint      not null,
    pages          integer     not null,
    sha256         text        not null,
    fingerprint    text        not null
);
create index files_by_person on files (person_id);
create index files_by_fingerprint on files (fingerprint);

create table version_files (
    version_id uuid        not null constraint version_files_have_a_version references item_versions,
    file_id    uuid        not null constraint version_files_have_a_file references files,
    created_at timestamptz not null default now(),
    city       text        not null,
    position   integer     not null,
    constraint version_files_once primary key (version_id, file_id)
);
create index version_files_by_file on version_files (file_id);

-- migrate:down
