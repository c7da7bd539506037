-- migrate:up
set local lock_timeout = '5s';
-- 诚信档案: who declared dishonestly, by which decision, until when; the objection, the answer, the repair.
create table integrity_entries (
    id                  uuid        not null primary key,
    created_at          timestamptz not null default now(),
    city                text        not null,
    person_id           uuid        not null,
    person_fingerprint  text        not null,
    application_id      uuid        not null,
    task_id             uuid        not null,
    office_id           uuid        not null,
    office              text        not null,
    applicant_encrypted text        not null,
    why_encrypted       text        not null,
    source_encrypted    text        not null,
    number_encrypted    text        not null,
    from_on             date        not null,
    until_on            date        not null,
    entered_by          text        not null,
    entered_at          timestamptz not null,
    object_by           timestamptz not null,
    is_provisional      boolean     not null,
    version             integer     not null,
    objection_encrypted text        not null,
    objected_at         timestamptz,
    answer_by           timestamptz,
    result              text,
    answer_encrypted    text        not null,
    answered_by         text        not null,
    answered_at         timestamptz,
    ending              text,
    ended_why_encrypted text        not null,
    ended_by            text        not null,
    ended_at            timestamptz,
    constraint integrity_entries_run check (until_on >= from_on),
    constraint integrity_entries_result_known check (result in ('dismissed', 'upheld')),
    constraint integrity_entries_answered check (
        (result is null) = (answered_at is null) and (result is null or objected_at is not null)
    ),
    constraint integrity_entries_ending_known check (ending in ('revoked', 'repaired')),
    constraint integrity_entries_ended check ((ending is null) = (ended_at is null))
);
create index integrity_entries_of_person on integrity_entries (person_id);
create index integrity_entries_of_number on integrity_entries (person_fingerprint);
create index integrity_entries_of_office on integrity_entries (office_id, entered_at);

create table integrity_papers (
    id             uuid        not null primary key,
    entry_id       uuid        not null references integrity_entries (id) on delete cascade,
    file_id        uuid        not null,
    part           text        not null,
    created_at     timestamptz not null default now(),
    name_encrypted text        not null,
    pages          integer     not null,
    sha256         text        not null,
    added_at       timestamptz not null,
    constraint integrity_papers_once unique (entry_id, file_id),
    constraint integrity_papers_part_known check (part in ('source', 'objection', 'repair'))
);

-- migrate:down
