-- migrate:up
set local lock_timeout = '5s';
-- What was typed into a form whose session had ended: the same table in every service (kit/kept.py).
create table kept_forms (
    id         uuid        not null primary key,
    account_id uuid        not null,
    browser    text        not null,  -- fingerprint of its cookie
    page       text        not null,
    target     text        not null,
    sealed     text        not null,
    expires_at timestamptz not null,
    constraint kept_forms_one_of_a_browser unique (browser, account_id, target)
);
create index kept_forms_expire on kept_forms (expires_at);
create index kept_forms_of_account on kept_forms (account_id);

-- migrate:down
