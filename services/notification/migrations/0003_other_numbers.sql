-- migrate:up
set local lock_timeout = '5s';

-- Where a message goes that is not for its recipient's number: to one that is not the contact yet, or no longer.
-- Encrypted, forgotten when the message has left.
alter table messages add column mobile_encrypted text;

-- migrate:down
