-- migrate:up
set local lock_timeout = '5s';
-- 收费设定 (B2.1): whether an office charges for a plan; the newest row holds, without one it charges.
create table fee_settings (
    id uuid primary key,
    created_at timestamptz not null default now(),
    office_id uuid not null,
    city text not null,
    plan text not null,
    charges boolean not null,
    account_id uuid not null,
    set_by text not null,
    set_at timestamptz not null
);
create index fee_settings_of_office on fee_settings (office_id, plan, set_at);

-- migrate:down
