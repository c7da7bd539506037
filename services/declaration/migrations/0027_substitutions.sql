-- migrate:up
set local lock_timeout = '5s';
-- 代为办理: which office decided in the place of which late one, as review told it with the decision.
create table substitutions (
    id               uuid        not null primary key,
    created_at       timestamptz not null default now(),
    city             text        not null,
    declaration_id   uuid        not null references declarations (id) on delete cascade,
    at               timestamptz not null,
    office           text        not null,
    late_office      text        not null,
    due_at           timestamptz not null,
    reason_encrypted text        not null
);
create index substitutions_of_declaration on substitutions (declaration_id);

-- migrate:down
