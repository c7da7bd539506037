-- migrate:up
-- Whoever gets messages. The row exists from the first message or the first number on, whichever comes first.
create table recipients (
    id               uuid        primary key,
    created_at       timestamptz not null default now(),
    city             text        not null,
    mobile_encrypted text,
    changed_at       timestamptz,
    constraint recipients_number_has_a_time check ((mobile_encrypted is null) = (changed_at is null))
);

-- What a text hides (a one-time code), and the number of a message that is not for its recipient's: encrypted, forgotten
-- when the message has left.
create table messages (
    id               uuid        primary key,
    created_at       timestamptz not null default now(),
    city             text        not null,
    recipient_id     uuid        not null constraint messages_have_a_recipient references recipients (id),
    template         text        not null,
    text             text        not null,
    state            text        not null constraint messages_state_known
        check (state in ('waiting', 'ready', 'handed_over', 'delivered', 'failed')),
    sent_to          text,
    changed_at       timestamptz not null,
    secret_encrypted text,
    mobile_encrypted text
);
create index messages_waiting on messages (recipient_id) where state = 'waiting';
create index messages_newest on messages (created_at desc, id);
create index messages_newest_by_state on messages (state, created_at desc, id);
comment on column messages.sent_to is 'the number, masked, as it was when the message was handed over';

-- Receipts that could not be taken. What else the centre told is not kept: it may name a number.
create table odd_receipts (
    id         uuid        primary key,
    created_at timestamptz not null default now(),
    city       text        not null,
    message_id uuid,
    why        text        not null constraint odd_receipts_why_known
        check (why in ('unreadable', 'unknown_state', 'unknown_message')),
    state      text        not null,
    told_at    timestamptz not null
);
create index odd_receipts_newest on odd_receipts (told_at desc, id);
create index odd_receipts_of_message on odd_receipts (message_id);

-- migrate:down
