-- migrate:up
set local lock_timeout = '5s';
-- Cases whose period is over, the longest first. The moment has its offset in it: no setting of a session changes what it says.
create function turn_until(turn jsonb) returns timestamptz language sql immutable parallel safe as $$
    select (turn ->> 'until')::timestamptz
$$;
create index declarations_until on declarations (turn_until(turn))
    where turn ->> 'until' is not null
      and status not in ('titled', 'not_elected', 'result_upheld', 'refused', 'withdrawn', 'missed', 'unpaid');

-- migrate:down
