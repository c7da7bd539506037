-- migrate:up
-- A unit's authorisation can be suspended, for a cause; the term of one that is suspended may end meanwhile.
set local lock_timeout = '5s';

alter table employers
    add column suspended_for text not null default '',
    add column is_term_over boolean not null default false,
    drop constraint employers_status_known,
    add constraint employers_status_known
        check (status in ('pending_letter', 'submitted', 'approved', 'refused', 'expired', 'suspended', 'merged')),
    add constraint employers_suspended_for_something check ((status = 'suspended') = (suspended_for <> '')),
    add constraint employers_term_over_meanwhile check (status = 'suspended' or not is_term_over);

alter table requests
    drop constraint requests_kind_known,
    add constraint requests_kind_known check (kind in (
        'registration', 'letter', 'renaming', 'superior', 'merger', 'suspension', 'resumption', 'correction'
    ));

-- migrate:down
