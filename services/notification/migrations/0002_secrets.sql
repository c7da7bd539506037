-- migrate:up
set local lock_timeout = '5s';

-- What a text hides: a one-time code, encrypted, forgotten when the message has left.
alter table messages add column secret_encrypted text;

-- migrate:down
