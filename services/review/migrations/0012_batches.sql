-- migrate:up
set local lock_timeout = '5s';
-- What an office sends on together (B4.1). The worker takes the items from this table, each in a transaction of its own.
create table batches (
    id         uuid        not null primary key,
    created_at timestamptz not null default now(),
    city       text        not null,
    office_id  uuid        not null,
    account_id uuid        not null,
    asked_by   text        not null,
    asked_at   timestamptz not null
);
create index batches_of_office on batches (office_id, asked_at desc, id);

create table batch_items (
    id         uuid        not null primary key,
    created_at timestamptz not null default now(),
    batch_id   uuid        not null references batches (id) on delete cascade,
    task_id    uuid        not null references tasks (id) on delete cascade,
    position   integer     not null,
    outcome    text,
    why        text        not null default '',
    done_at    timestamptz,
    constraint batch_items_once unique (batch_id, task_id),
    constraint batch_items_outcome_known check (outcome in ('sent', 'left')),
    constraint batch_items_done_with_outcome check ((outcome is null) = (done_at is null)),
    constraint batch_items_left_says_why check (outcome is distinct from 'left' or why <> '')
);
create index batch_items_undone on batch_items (position, id) where outcome is null;
create index batch_items_of_task on batch_items (task_id);

-- migrate:down
