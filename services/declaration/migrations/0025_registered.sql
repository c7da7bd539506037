-- migrate:up
set local lock_timeout = '5s';

-- What registers told at the applicant's press, encrypted, and whether the applicant says that it is not right.
create table registered (
    declaration_id uuid        not null,
    register       text        not null,
    city           text        not null,
    told_encrypted text        not null,
    sha256         text        not null,
    is_disputed    boolean     not null default false,
    created_at     timestamptz not null default now(),
    id             uuid        not null default gen_random_uuid(),
    constraint registered_once primary key (declaration_id, register),
    constraint registered_by_id unique (id),
    constraint registered_of_a_declaration foreign key (declaration_id)
        references declarations (id) on delete cascade
);

insert into registered (declaration_id, register, city, told_encrypted, sha256, is_disputed)
select id, 'insurance', city, insured_encrypted, insured_sha256, is_disputed
from circumstances where insured_encrypted is not null;

alter table circumstances drop column insured_encrypted, drop column insured_sha256, drop column is_disputed;

-- migrate:down
