-- migrate:up
set local lock_timeout = '5s';
-- By what the same evidence or number is found in another person's case of a plan: keyed hashes, of the newest round.
create table marks (
    id             uuid        not null primary key,
    created_at     timestamptz not null default now(),
    city           text        not null,
    plan           text        not null,
    task_id        uuid        not null references tasks (id) on delete cascade,
    application_id uuid        not null,
    person_id      uuid        not null,
    round          integer     not null,
    fingerprint    text        not null
);
create index marks_alike on marks (city, plan, fingerprint);
create index marks_of_application on marks (application_id);
create index marks_of_task on marks (task_id);
alter table checks
    drop constraint checks_result_known,
    add constraint checks_result_known check (result in ('met', 'unmet', 'open', 'noted'));

-- migrate:down
