-- migrate:up
set local lock_timeout = '5s';
-- 评审委托书 (M1.1): one of each unit and plan, without which nothing is sent to the office that accepts.
create table commissions (
    id             uuid        not null primary key,
    created_at     timestamptz not null default now(),
    city           text        not null,
    office_id      uuid        not null,
    unit           text        not null,
    plan           text        not null,
    plan_title     text        not null,
    number         text        not null,
    dated_on       date        not null,
    file_id        uuid        not null,
    name_encrypted text        not null,
    pages          integer     not null,
    sha256         text        not null,
    account_id     uuid        not null,
    given_by       text        not null,
    given_at       timestamptz not null,
    constraint commissions_one_per_unit_and_plan unique (office_id, plan)
);
alter table tasks add column department text not null default '';
alter table tasks add column needs_commission boolean not null default false;
alter table tasks add column commission_id uuid references commissions (id);
create index tasks_needing_commission on tasks (office_id, plan, state) where needs_commission;
create index tasks_of_commission on tasks (commission_id) where commission_id is not null;

-- migrate:down
