-- migrate:up
-- Cases that were begun, each with the terms of its plan: the pages before submission judge by them, as the seal
-- does. One that is over stays, without terms, so that news of its beginning that comes late changes nothing.
set local lock_timeout = '5s';

create table begun (
    application_id uuid        not null constraint begun_pkey primary key,
    created_at     timestamptz not null default now(),
    city           text        not null,
    person_id      uuid        not null,
    plan           text        not null,
    terms          text        not null, -- cities.Plan.terms
    begun_at       timestamptz not null,
    is_over        boolean     not null default false
);
create index begun_of_person on begun (person_id);

-- migrate:down
