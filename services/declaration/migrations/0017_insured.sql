-- migrate:up
set local lock_timeout = '5s';

-- What a register of social insurance told, encrypted, and whether the applicant says that it is not right.
alter table circumstances
    add column insured_encrypted text,
    add column insured_sha256 text,
    add column is_disputed boolean not null default false;

-- migrate:down
