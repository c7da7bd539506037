-- migrate:up
set local lock_timeout = '5s';

-- A person asks to have the name or the ID number corrected; an administrator decides. What held before stays here.
create table corrections (
    id                         uuid        not null constraint corrections_pkey primary key,
    city                       text        not null,
    person_id                  uuid        not null constraint corrections_person references persons (id),
    name                       text        not null,
    id_number_encrypted        text        not null,
    former_name                text        not null,
    former_id_number_encrypted text        not null,
    why                        text        not null,
    file_id                    uuid        not null,
    state                      text        not null default 'submitted'
        constraint corrections_state_known check (state in ('submitted', 'approved', 'refused')),
    reason                     text        not null default '',
    decided_by                 uuid        constraint corrections_decider references accounts (id),
    decided_at                 timestamptz,
    created_at                 timestamptz not null default now(),
    constraint corrections_reason_given check (state <> 'refused' or reason <> '')
);
create unique index corrections_one_open on corrections (person_id) where state = 'submitted';
create index corrections_by_state on corrections (state, created_at);
create index corrections_by_person on corrections (person_id, created_at);

-- migrate:down
