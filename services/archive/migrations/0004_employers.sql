-- migrate:up
set local lock_timeout = '5s';

-- Every registered employer is known here, so that its people can be told where it stands (A2.4).
alter table employers
    drop constraint employers_level_known,
    drop column told_at,
    add column status text not null default 'approved',
    add column version bigint not null default 0,
    add column former_names text[] not null default '{}',
    add column merged_into uuid,
    add constraint employers_level_known check (level in ('province', 'city', 'county'));
create index employers_by_successor on employers (merged_into) where merged_into is not null;
create index persons_by_employer on persons (employer_id);

-- migrate:down
