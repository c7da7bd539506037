-- migrate:up
set local lock_timeout = '5s';

-- A record calls a file as its person did when it was put there: the same content may prove another record under
-- another name. Rows from before have the name of the file; the id is for whoever encrypts names anew.
alter table version_files
    add column name_encrypted text,
    add column id uuid not null default gen_random_uuid() constraint version_files_by_id unique;

-- A file that was downloaded here and sent again is known by what was sent.
alter table files add column sent_sha256 text not null default '';

-- migrate:down
