-- migrate:up
set local lock_timeout = '5s';

-- What the register of dishonesty says of people, as far as it was told; what an entry says is encrypted.
create table dishonesty (
    id             uuid        not null primary key,
    created_at     timestamptz not null default now(),
    city           text        not null,
    person_id      uuid        not null,
    version        integer     not null,
    from_on        date        not null,
    until_on       date        not null,
    stands         boolean     not null,
    told_encrypted text        not null
);
create index dishonesty_of_person on dishonesty (person_id);

-- migrate:down
