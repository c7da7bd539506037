-- migrate:up
set local lock_timeout = '5s';
-- One for each submission: when it was taken, and the digest of the sealed list that covers all of it.
create table receipts (
    id             uuid        not null constraint receipts_pkey primary key,
    declaration_id uuid        not null
        constraint receipts_declaration_id_fkey references declarations (id) on delete cascade,
    city           text        not null,
    round          integer     not null,
    submitted_at   timestamptz not null,
    digest         text        not null,
    constraint receipts_declaration_id_round_key unique (declaration_id, round)
);
create index receipts_code on receipts (left(digest, 16));

-- migrate:down
