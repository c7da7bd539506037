-- migrate:up
set local lock_timeout = '5s';
-- What somebody encloses with an objection: documents keeps the files, the office that investigates sees them.
create table objection_files (
    id             uuid        not null primary key,
    objection_id   uuid        not null references objections (id) on delete cascade,
    file_id        uuid        not null,
    created_at     timestamptz not null default now(),
    name_encrypted text        not null,
    pages          integer     not null,
    sha256         text        not null,
    added_at       timestamptz not null,
    constraint objection_files_once unique (objection_id, file_id)
);

-- migrate:down
