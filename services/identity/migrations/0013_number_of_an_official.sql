-- migrate:up
set local lock_timeout = '5s';

-- Whether an official is an applicant, too, whose own case they have to leave to others (回避). No number is kept.
alter table officials add column id_number_fingerprint text;

-- migrate:down
