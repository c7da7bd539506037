-- migrate:up
set local lock_timeout = '5s';

-- What is asked of an administrator for a registered employer: a new letter (another chief clerk, another
-- term), another name or superior, being merged into another. What an administrator changes is here too.
create table employer_requests (
    id          uuid        not null constraint employer_requests_pkey primary key,
    city        text        not null,
    employer_id uuid        not null constraint employer_requests_employer references employers (id),
    kind        text        not null
        constraint employer_requests_kind_known check (kind in ('letter', 'renaming', 'superior', 'merger')),
    asked_by    uuid        not null constraint employer_requests_asker references accounts (id),
    letter_id   uuid        constraint employer_requests_letter references letters (id),
    before      jsonb       not null default '{}',
    after       jsonb       not null default '{}',
    why         text        not null default '',
    state       text        not null default 'submitted'
        constraint employer_requests_state_known
        check (state in ('submitted', 'approved', 'refused', 'withdrawn')),
    reason      text        not null default '',
    decided_by  uuid        constraint employer_requests_decider references accounts (id),
    decided_at  timestamptz,
    created_at  timestamptz not null default now(),
    constraint employer_requests_letter_given check ((kind = 'letter') = (letter_id is not null)),
    constraint employer_requests_reason_given check (state <> 'refused' or reason <> '')
);
create unique index employer_requests_one_open on employer_requests (employer_id, kind, asked_by)
    where state = 'submitted';
create index employer_requests_by_state on employer_requests (state, created_at);
create index employer_requests_by_employer on employer_requests (employer_id, created_at);

-- migrate:down
