-- migrate:up
set local lock_timeout = '5s';
-- The address of the page of a publicity: nobody finds it by guessing, or by knowing case or task.
alter table publicities add column token text;
update publicities set token = replace(gen_random_uuid()::text, '-', '');
alter table publicities
    alter column token set not null,
    add constraint publicities_token_unique unique (token);

-- migrate:down
