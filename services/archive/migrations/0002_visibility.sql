-- migrate:up
set local lock_timeout = '5s';

alter table items drop constraint items_kind_known;
alter table items add constraint items_kind_known check (kind in (
    'basic', 'education', 'work', 'title', 'project', 'award', 'honour', 'paper', 'book', 'patent', 'report',
    'certificate', 'exam', 'training', 'appraisal'
));

-- Whether everybody sees a record while the case is made public. Kinds that no publicity sheet has shown
-- so far stay with the offices.
alter table item_versions add column is_public boolean not null default true;
update item_versions v set is_public = false
from items i
where i.id = v.item_id and i.kind in ('basic', 'certificate');
alter table item_versions alter column is_public drop default;

-- migrate:down
