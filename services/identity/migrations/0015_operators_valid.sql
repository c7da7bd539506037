-- migrate:up
set local lock_timeout = '5s';
-- What 0014 widened holds for everybody: looked at in a transaction of its own, so that nobody waits for it.
alter table accounts validate constraint accounts_role_known;
alter table accounts validate constraint accounts_city_given;
alter table accounts validate constraint accounts_mobile_given;

-- migrate:down
