-- migrate:up
set local lock_timeout = '5s';

-- When 提交 was first pressed for what the preview shows: in time is who pressed in time (A3.1).
alter table previews add column pressed_at timestamptz;

-- migrate:down
