-- migrate:up
set local lock_timeout = '5s';
-- Windows that were extended because the platform was away: who decided it, why, and the outage that it names.
create table plan_extensions (
    id            uuid        not null constraint plan_extensions_pkey primary key,
    created_at    timestamptz not null default now(),
    city          text        not null,
    plan          text        not null,
    outage_from   timestamptz not null,
    outage_until  timestamptz not null,
    old_closes_at timestamptz not null,
    closes_at     timestamptz not null,
    at            timestamptz not null,
    by            text        not null,
    why           text        not null,
    constraint plan_extensions_outage_ends check (outage_until > outage_from),
    constraint plan_extensions_end_later check (closes_at > old_closes_at)
);
create index plan_extensions_of_plan on plan_extensions (city, plan, closes_at);

alter table deadline_acts drop constraint deadline_acts_kind_known;
alter table deadline_acts add constraint deadline_acts_kind_known
    check (kind in ('recomputed', 'resumed', 'reinstated', 'extended')) not valid;
alter table deadline_acts validate constraint deadline_acts_kind_known;

-- migrate:down
