-- migrate:up
set local lock_timeout = '5s';

-- Looks at cases are kept by identity, with all others: what was written here is told, then the table goes.
insert into outbox (id, about, topic, body)
select case_reads.id, case_reads.account_id, 'review.read', jsonb_build_object(
    'id', case_reads.id,
    'about', case_reads.account_id,
    'at', case_reads.at,
    'access', jsonb_build_object(
        'account_id', case_reads.account_id,
        'role', case tasks.role when 'employer' then 'clerk' else 'official' end,
        'org_id', case_reads.office_id,
        'city', case_reads.city,
        'person_ids', jsonb_build_array(case_reads.person_id),
        'shown', case when case_reads.what in ('photo', 'sheet') then case_reads.what else 'case' end,
        'occasion', case_reads.application_id
    )
)
from case_reads join tasks on tasks.id = case_reads.task_id
order by case_reads.at;

drop table case_reads;

-- migrate:down
