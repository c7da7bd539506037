-- migrate:up
set local lock_timeout = '5s';

-- Which achievements a person chose for each plan, and which of them an expert read before signing, encrypted.
alter table readiness add column picks jsonb not null default '[]';
alter table invitations add column shown_encrypted text;

-- migrate:down
