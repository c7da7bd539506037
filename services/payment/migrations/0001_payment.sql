-- migrate:up
-- The fee of one accepted application. Only the workflow opens and closes orders: due_at is for people to read.
create table orders (
    id             uuid        primary key,
    created_at     timestamptz not null default now(),
    city           text        not null,
    application_id uuid        not null,
    person_id      uuid        not null,
    plan           text        not null,
    plan_title     text        not null,
    item           text        not null,
    level          text        not null,
    basis          text        not null,
    amount_fen     bigint      not null constraint orders_amount_positive check (amount_fen > 0),
    currency       text        not null default 'CNY' constraint orders_in_yuan check (currency = 'CNY'),
    opened_at      timestamptz not null,
    due_at         timestamptz not null,
    state          text        not null default 'open'
        constraint orders_state_known check (state in ('open', 'closing', 'closed', 'paid')),
    closed_at      timestamptz,
    constraint orders_closed_has_a_time check ((state = 'closed') = (closed_at is not null))
);
create index orders_of_application on orders (application_id, opened_at desc);

-- One code at the channel. The row is there before the channel is called and has its number there: calling again is
-- harmless. An order has one that lives at most: double clicks meet at the index.
create table charges (
    id         uuid        primary key,
    created_at timestamptz not null default now(),
    city       text        not null,
    order_id   uuid        not null constraint charges_have_an_order references orders (id),
    number     integer     not null constraint charges_number_counts check (number >= 1),
    kind       text        not null constraint charges_kind_known check (kind in ('native', 'h5')),
    state      text        not null default 'intended'
        constraint charges_state_known check (state in ('intended', 'open', 'closed', 'paid')),
    code_url   text        not null default '',
    expires_at timestamptz not null,
    constraint charges_numbered unique (order_id, number),
    constraint charges_open_has_a_code check (state <> 'open' or code_url <> '')
);
create unique index charges_one_lives on charges (order_id) where state in ('intended', 'open');

-- Every payment that the channel tells of, once. Those with a reason are to be refunded.
create table payments (
    id             uuid        primary key,
    created_at     timestamptz not null default now(),
    city           text        not null,
    order_id       uuid        not null constraint payments_have_an_order references orders (id),
    charge_id      uuid        not null constraint payments_have_a_charge references charges (id),
    channel        text        not null constraint payments_channel_known check (channel in ('wechat')),
    transaction_id text        not null,
    amount_fen     bigint      not null,
    currency       text        not null,
    paid_at        timestamptz not null,
    told_by        text        not null constraint payments_told_by_known check (told_by in ('callback', 'query')),
    refund_reason  text        constraint payments_refund_reason_known
        check (refund_reason in ('order_closed', 'already_paid', 'amount_differs')),
    constraint payments_told_once unique (channel, transaction_id)
);
create unique index payments_one_settles on payments (order_id) where refund_reason is null;
create index payments_to_refund on payments (created_at) where refund_reason is not null;

-- migrate:down
