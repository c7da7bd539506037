-- migrate:up
set local lock_timeout = '5s';
-- Until when an office is to decide lies in `due_at`, as the end of an employer's publicity does; these say by what.
alter table tasks
    add column due_days         smallint,  -- working days; null: no limit
    add column calendar_version text not null default '',
    add constraint tasks_limited check (
        due_days is null or (due_days > 0 and isfinite(due_at) and calendar_version <> '')
    );

-- migrate:down
