-- migrate:up
set local lock_timeout = '5s';
-- A case that its committee judged is over: who was not elected, or has the title, may declare again (A3.2).
drop index declarations_one_active;
create unique index declarations_one_active on declarations (person_id, city, plan)
    where status not in ('titled', 'not_elected', 'refused', 'withdrawn', 'missed', 'unpaid') or is_reinstated;

-- migrate:down
