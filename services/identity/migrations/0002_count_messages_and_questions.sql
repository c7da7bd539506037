-- migrate:up
-- Text messages a day and number, an hour and platform; questions to the OpenID provider.
set local lock_timeout = '5s';

alter table attempts
    drop constraint attempts_counter_known,
    add constraint attempts_counter_known
        check (
            counter in (
                'here', 'stranger', 'login', 'address', 'claim', 'code', 'recovery', 'messages',
                'number', 'platform', 'provider'
            )
        );

-- migrate:down
