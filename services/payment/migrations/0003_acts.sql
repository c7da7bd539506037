-- migrate:up
set local lock_timeout = '5s';
-- What operators did about something that was stuck: the same table in every service that acts (kit/acts.py).
create table acts (
    id               uuid        not null primary key,  -- of the act and what it is about: done once
    created_at       timestamptz not null default now(),
    city             text        not null,
    act_id           uuid        not null,
    about            uuid        not null,
    act              text        not null,
    words            text        not null,
    at               timestamptz not null,
    reason_encrypted text        not null
);
create index acts_about on acts (about, at);

-- migrate:down
