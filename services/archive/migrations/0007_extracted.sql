-- migrate:up
-- The achievements that a person takes into a declaration of a plan, in the version that was verified then (A7.1).
set local lock_timeout = '5s';

create table extracted (
    person_id  uuid        not null constraint extracted_have_a_person references persons,
    plan       text        not null,
    item_id    uuid        not null constraint extracted_have_an_item references items,
    created_at timestamptz not null default now(),
    city       text        not null,
    version_id uuid        not null constraint extracted_have_a_version references item_versions,
    constraint extracted_once primary key (person_id, plan, item_id)
);
create index extracted_by_item on extracted (item_id);
create index extracted_by_version on extracted (version_id);

-- migrate:down
