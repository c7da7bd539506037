-- migrate:up
set local lock_timeout = '5s';
-- How many records were submitted, how many files prove them, how many records none does; nobody counted before.
alter table tasks
    add column records integer,
    add column files integer,
    add column bare integer;

-- migrate:down
