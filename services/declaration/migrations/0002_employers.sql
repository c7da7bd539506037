-- migrate:up
set local lock_timeout = '5s';

alter table employers
    drop constraint employers_level_known,
    drop column told_at,
    add column version bigint not null default 0,
    add constraint employers_level_known check (level in ('province', 'city', 'county'));

-- migrate:down
