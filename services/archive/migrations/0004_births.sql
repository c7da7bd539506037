-- migrate:up
-- In which month a person was born, as identity told it: nobody is asked, and nothing before it can be true.
set local lock_timeout = '5s';

create table births (
    id uuid primary key,
    created_at timestamptz not null default now(),
    city text not null,
    born_encrypted text not null,
    told_at timestamptz not null
);

-- migrate:down
