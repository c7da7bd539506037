-- migrate:up
set local lock_timeout = '5s';
-- The moment has its offset in it: no setting of a session changes what it says.
create function turn_until(turn jsonb) returns timestamptz language sql immutable parallel safe as $$
    select (turn ->> 'until')::timestamptz
$$;

-- migrate:down
