-- migrate:up
set local lock_timeout = '5s';

-- What sort of unit an employer is; empty for those of whom it was not told yet.
alter table employers add column kind text not null default '';

-- What nobody else knows and the applicant says; a version that grows with each change, of the files too.
create table circumstances (
    id                uuid        not null constraint circumstances_pkey primary key references declarations (id) on delete cascade,
    created_at        timestamptz not null default now(),
    city              text        not null,
    version           integer     not null default 1,
    public_post       boolean,
    insured_elsewhere boolean
);

-- The files of each attachment, of which documents keeps the content.
create table attachments (
    id             uuid        not null constraint attachments_pkey primary key,
    created_at     timestamptz not null default now(),
    city           text        not null,
    declaration_id uuid        not null references declarations (id) on delete cascade,
    code           text        not null,
    file_id        uuid        not null,
    name_encrypted text        not null,
    media_type     text        not null,
    bytes          bigint      not null,
    pages          integer     not null,
    sha256         text        not null,
    constraint attachments_each_file_once unique (declaration_id, code, file_id)
);

-- migrate:down
