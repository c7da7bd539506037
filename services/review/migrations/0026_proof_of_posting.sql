-- migrate:up
set local lock_timeout = '5s';
-- What shows that a case was posted (E4.4, E4.5): photos and scans, which documents keeps, and a link.
alter table publicities add column link text not null default '';
create table publicity_proofs (
    id             uuid        not null primary key,
    publicity_id   uuid        not null references publicities (id) on delete cascade,
    file_id        uuid        not null,
    created_at     timestamptz not null default now(),
    name_encrypted text        not null,
    media_type     text        not null,
    pages          integer     not null,
    sha256         text        not null,
    account_id     uuid        not null,
    added_by_name  text        not null,
    added_at       timestamptz not null,
    constraint publicity_proofs_once unique (publicity_id, file_id)
);

-- migrate:down
