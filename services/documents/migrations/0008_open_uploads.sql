-- migrate:up
set local lock_timeout = '5s';
-- What strangers upload for a record (an objection): few files, few tries, so much a day from all of them.
-- `of_person`: with whom a file goes that belongs to no account.
alter table files add column of_person uuid;
create index files_of_person on files (of_person) where of_person is not null;
create index files_of_objections on files (created_at) where purpose = 'objection';
create index uploads_of_objections on uploads (expires_at) where purpose = 'objection';
create table open_uploads (
    owner_id uuid not null primary key,
    tried    integer not null,
    begun_at timestamptz not null
);

-- migrate:down
