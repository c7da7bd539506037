-- migrate:up
set local lock_timeout = '5s';
-- What two experts say who recommend the applicant of a declaration, as it was typed from their signed form.
create table recommendations (
    id                  uuid        not null constraint recommendations_pkey primary key
        constraint recommendations_id_fkey references declarations (id) on delete cascade,
    city                text        not null,
    version             integer     not null,
    answers_encrypted   text        not null,
    applicant_encrypted text        not null, -- the name that the experts read when they signed
    saved_at            timestamptz not null
);

-- migrate:down
