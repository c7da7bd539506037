-- migrate:up
-- Every service's database has these two: events on their way out, and events that came in and took effect.
create table outbox (
    position   bigint generated always as identity primary key,
    id         uuid        not null constraint outbox_id_unique unique,
    about      uuid        not null,
    topic      text        not null,
    body       jsonb       not null,
    created_at timestamptz not null default now(),
    sent_at    timestamptz,
    is_awaited boolean     not null default false,  -- told again until its effect was seen
    heard_at   timestamptz
);
create index outbox_unsent on outbox (position) where sent_at is null;
create index outbox_unheard on outbox (sent_at) where is_awaited and heard_at is null;

create function wake_relay() returns trigger language plpgsql as $$
begin
    notify outbox;
    return null;
end $$;
create trigger outbox_wakes_relay after insert on outbox for each statement execute function wake_relay();

create table inbox (
    event_id    uuid        not null,
    consumer    text        not null,
    received_at timestamptz not null default now(),
    primary key (event_id, consumer)
);

-- migrate:down
