-- migrate:up
set local lock_timeout = '5s';

-- Units that applicants miss. `id` is also what the link names; who opens it sees the name of the unit alone.
create table invitations (
    id          uuid        not null constraint invitations_pkey primary key,
    city        text        not null,
    account_id  uuid        not null constraint invitations_inviter references accounts (id),
    name        text        not null,
    employer_id uuid        constraint invitations_employer references employers (id),
    told_at     timestamptz,
    created_at  timestamptz not null default now()
);
create index invitations_by_inviter on invitations (account_id, created_at);
create index invitations_untold on invitations (city, name) where told_at is null;
create index invitations_by_employer on invitations (employer_id) where told_at is null;

-- migrate:down
