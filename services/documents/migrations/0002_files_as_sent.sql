-- migrate:up
set local lock_timeout = '5s';

-- What was sent, beside what is stored of it: a file that was downloaded and comes back is known by it; and whether
-- an electronic signature had to be taken out of the copy. Of files from before, nobody knows.
alter table files
    add column sent_sha256 text,
    add column was_signed boolean not null default false;

-- migrate:down
