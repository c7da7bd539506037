-- migrate:up
set local lock_timeout = '5s';

-- Who acts for an employer, from when until when. Without `from_at` it was asked for and not granted yet.
create table clerkships (
    id                  uuid        not null constraint clerkships_pkey primary key,
    city                text        not null,
    employer_id         uuid        not null constraint clerkships_employer references employers (id),
    account_id          uuid        not null constraint clerkships_account references accounts (id),
    is_chief            boolean     not null,
    id_number_encrypted text        not null default '',
    appointed_by        uuid        not null constraint clerkships_appointer references accounts (id),
    from_at             timestamptz,
    until_at            timestamptz,
    created_at          timestamptz not null default now(),
    constraint clerkships_end_later check (until_at >= from_at)
);
create unique index clerkships_one_employer on clerkships (account_id) where until_at is null;
create unique index clerkships_one_chief on clerkships (employer_id)
    where is_chief and from_at is not null and until_at is null;
create index clerkships_by_employer on clerkships (employer_id);

insert into clerkships (id, city, employer_id, account_id, is_chief, appointed_by, from_at, created_at)
select gen_random_uuid(), city, id, clerk_id, true, clerk_id, created_at, created_at from employers;

-- Names that an employer had before; the present one stands in `employers`.
create table employer_names (
    id          uuid        not null constraint employer_names_pkey primary key,
    city        text        not null,
    employer_id uuid        not null constraint employer_names_employer references employers (id),
    name        text        not null,
    until_at    timestamptz not null,
    created_at  timestamptz not null default now()
);
create index employer_names_by_employer on employer_names (employer_id, until_at);

alter table employers
    drop constraint employers_kind_known,
    drop constraint employers_level_known,
    drop constraint employers_status_known;
update employers set status = 'submitted' where status = 'pending';
alter table employers
    drop column clerk_id,
    alter column department_id drop not null, -- then `department` names the HR agency
    alter column status set default 'submitted',
    add column own_committee boolean not null default false,
    add column legal_representative text not null default '',
    add column merged_into uuid constraint employers_successor references employers (id),
    add constraint employers_kind_known
        check (kind in ('public_institution', 'enterprise', 'non_public', 'provincial')),
    add constraint employers_level_known check (level in ('province', 'city', 'county')),
    add constraint employers_status_known
        check (status in ('pending_letter', 'submitted', 'approved', 'refused', 'expired', 'merged')),
    add constraint employers_merged_somewhere check ((status = 'merged') = (merged_into is not null));

-- migrate:down
