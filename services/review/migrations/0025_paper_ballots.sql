-- migrate:up
set local lock_timeout = '5s';
-- How a meeting votes is chosen when its vote is opened, and stays part of what was voted.
alter table meetings add column by_paper boolean not null default false;
alter table results add column by_paper boolean not null default false;
alter table tallies add column invalid integer not null default 0;
alter table tallies add constraint tallies_invalid_counted check (invalid >= 0);

-- What one official counted of the paper ballots. Two of the same number are compared; where they differ both
-- are counted anew under the next.
create table counts (
    meeting_id uuid not null references meetings (id),
    number integer not null,
    account_id uuid not null,
    by_name text not null,
    entered_at timestamptz not null,
    handed integer not null,
    returned integer not null,
    lines jsonb not null,
    primary key (meeting_id, number, account_id)
);

-- migrate:down
