-- migrate:up
set local lock_timeout = '5s';

-- Since when work lies at an office where nobody has an account, or nobody has signed in for a week.
alter table queues add column unattended_since timestamptz;

-- migrate:down
