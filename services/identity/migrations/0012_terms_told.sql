-- migrate:up
set local lock_timeout = '5s';

-- The end of a term was computed wherever it mattered and is now a workflow's matter: terms that began before
-- are told once more, so that each has its workflow. A term that is over already ends at once.
with told as (
    update employers set version = version + 1
    where status = 'approved' and valid_until is not null
    returning *
)
insert into outbox (id, about, topic, body)
select change.id, change.about, 'identity.employer_changed', jsonb_build_object(
    'id', change.id, 'about', change.about, 'at', now(), 'employer_id', change.about,
    'version', change.version, 'status', change.status, 'name', change.name,
    'former_names', change.former_names, 'credit_code', change.credit_code, 'city', change.city,
    'level', change.level, 'place', change.place, 'department', change.department,
    'merged_into', change.merged_into, 'valid_until', change.valid_until
)
from (
    select gen_random_uuid() as id, told.id as about, version, status, told.name, credit_code, told.city, level,
           place, department, merged_into, valid_until,
           array(
               select former.name from employer_names former
               where former.employer_id = told.id order by until_at desc
           ) as former_names
    from told
) change;

-- migrate:down
