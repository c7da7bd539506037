-- migrate:up
set local lock_timeout = '5s';
-- A case that went back before its meeting: why, and after which version of the roster. Its number is given to nobody else.
alter table candidates
    add column returned_at      timestamptz,
    add column returned_by_name text not null default '',
    add column returned_in      integer,
    add column return_encrypted text,
    add column return_sealed    jsonb;
alter table candidates add constraint candidates_returned_with_reason check ((returned_at is null) = (return_encrypted is null));
-- A version may add nobody: it is without whoever was returned since.
alter table rosters drop constraint rosters_add_somebody;
alter table rosters add constraint rosters_add_somebody check (added >= 0);

-- migrate:down
