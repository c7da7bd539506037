-- migrate:up
set local lock_timeout = '5s';
-- Those with drafts of a plan are reminded before its window closes, page by page.
create index declarations_drafts on declarations (city, plan, id) where status = 'drafting';

-- migrate:down
