-- migrate:up
set local lock_timeout = '5s';

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
