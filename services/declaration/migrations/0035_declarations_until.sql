-- migrate:up transaction:false
-- Cases whose period is over, the longest first.
-- squawk-ignore ban-concurrent-index-creation-in-transaction
create index concurrently if not exists declarations_until on declarations (turn_until(turn))
    where turn ->> 'until' is not null
      and status not in ('titled', 'not_elected', 'result_upheld', 'refused', 'withdrawn', 'missed', 'unpaid');

-- migrate:down
