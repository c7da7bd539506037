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

-- migrate:down
