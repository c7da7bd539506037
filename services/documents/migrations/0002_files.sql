-- migrate:up
set local lock_timeout = '5s';

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
