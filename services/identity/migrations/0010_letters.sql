-- migrate:up
set local lock_timeout = '5s';

-- Every stamped scan of 用人单位委托证明 that a clerk uploaded; documents keeps the file.
create table letters (
    id           uuid        not null constraint letters_pkey primary key,
    city         text        not null,
    employer_id  uuid        not null constraint letters_employer references employers (id),
    account_id   uuid        not null constraint letters_account references accounts (id),
    file_id      uuid        not null constraint letters_file_unique unique,
    name         text        not null,
    bytes        bigint      not null,
    pages        integer     not null,
    sha256       text        not null,
    uploaded_at  timestamptz not null default now(),
    submitted_at timestamptz,
    created_at   timestamptz not null default now()
);
create index letters_by_employer on letters (employer_id, uploaded_at desc);

-- `letter_id`: the scan that is submitted with the details as they are; new details need a new one.
alter table employers
    add column letter_id uuid constraint employers_letter references letters (id),
    add column valid_until date,
    alter column status set default 'pending_letter';

-- migrate:down
