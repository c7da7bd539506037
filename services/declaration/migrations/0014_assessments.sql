-- migrate:up
set local lock_timeout = '5s';
-- The verified records of a person, encrypted, as archive told: claims of a self-assessment name them.
alter table readiness add column records_encrypted text not null default '';
-- A self-assessment as it was filled in, page by page: ids of rows and of records, and numbers.
create table assessments (
    id             uuid        not null constraint assessments_pkey primary key,
    city           text        not null,
    declaration_id uuid        not null
        constraint assessments_declaration_id_fkey references declarations (id) on delete cascade,
    part           text        not null, -- gates, counts, or a kind of records
    version        integer     not null,
    answers        jsonb       not null,
    saved_at       timestamptz not null,
    constraint assessments_part_key unique (declaration_id, part)
);

-- migrate:down
