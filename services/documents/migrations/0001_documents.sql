-- migrate:up
set local lock_timeout = '5s';

-- Photos of persons, made anew without metadata and encrypted in the object store. The one that was offered last
-- is shown for confirmation; the one that was confirmed last is sealed with a declaration.
create table photos (
    id           uuid        not null constraint photos_pkey primary key,
    person_id    uuid        not null,
    city         text        not null,
    source       text        not null constraint photos_source_known check (source in ('upload', 'id_card')),
    fingerprint  text        not null, -- keyed hash of the picture: the same one again is the same row
    blob_key     text        not null,
    width        integer     not null constraint photos_width_natural check (width > 0),
    height       integer     not null constraint photos_height_natural check (height > 0),
    bytes        integer     not null constraint photos_bytes_natural check (bytes > 0),
    checks       jsonb       not null,
    offered_at   timestamptz not null,
    confirmed_at timestamptz,
    created_at   timestamptz not null default now(),
    constraint photos_once unique (person_id, fingerprint)
);
create index photos_by_offer on photos (person_id, offered_at desc);

-- Papers that were issued, for those who hold a printed one and want to know whether it is ours.
create table papers (
    id              uuid        not null constraint papers_pkey primary key,
    application_id  uuid        not null,
    city            text        not null,
    plan            text        not null,
    kind            text        not null
        constraint papers_kind_known check (kind in ('publicity_sheet', 'review_form')),
    manifest_sha256 text        not null,
    content_sha256  text        not null,
    sealed_sha256   text        not null,
    created_at      timestamptz not null default now(),
    constraint papers_once unique (application_id, kind, sealed_sha256)
);

-- Files of people: checked, made anew, encrypted with a key of their own, which stands here, wrapped. Deleting
-- the row destroys the key. What no record keeps is removed after some days.
create table files (
    id             uuid        not null constraint files_pkey primary key,
    account_id     uuid        not null,
    city           text        not null,
    purpose        text        not null,
    name_encrypted text        not null,
    media_type     text        not null
        constraint files_media_type_known check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
    bytes          integer     not null constraint files_bytes_natural check (bytes > 0),
    pages          integer     not null constraint files_pages_natural check (pages > 0),
    sha256         text        not null, -- of what is stored, before encryption
    fingerprint    text        not null, -- keyed hash of what was sent
    blob_key       text        not null constraint files_blob_once unique,
    key_encrypted  text        not null,
    kept_at        timestamptz,
    created_at     timestamptz not null default now(),
    constraint files_once unique (account_id, purpose, fingerprint)
);

-- Files on their way. Whoever serves the next request goes on where the last one stopped.
create table uploads (
    id             uuid        not null constraint uploads_pkey primary key,
    account_id     uuid        not null,
    city           text        not null,
    purpose        text        not null,
    name_encrypted text        not null,
    accepts        text[]      not null,
    length         integer     constraint uploads_length_natural check (length > 0), -- none: not known yet
    received       integer     not null default 0 constraint uploads_received_natural check (received >= 0),
    file_id        uuid,   -- what became of it
    faults         text[], -- or why nothing did
    expires_at     timestamptz not null,
    created_at     timestamptz not null default now(),
    constraint uploads_received_fits check (received <= length),
    constraint uploads_one_end check (file_id is null or faults is null)
);
create index uploads_by_account on uploads (account_id);

create table upload_parts (
    upload_id uuid    not null constraint upload_parts_upload references uploads (id) on delete cascade,
    starts_at integer not null,
    bytes     integer not null constraint upload_parts_bytes_natural check (bytes > 0),
    blob_key  text    not null,
    constraint upload_parts_pkey primary key (upload_id, starts_at)
);

-- migrate:down
