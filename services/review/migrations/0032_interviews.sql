-- migrate:up
set local lock_timeout = '5s';
-- Who of a roster is interviewed (面试答辩): in which order, when and where, and what came of it.
create table interviews (
    id uuid primary key references candidates (id) on delete cascade,
    meeting_id uuid not null references meetings (id),
    position integer not null,
    begins_at timestamptz not null,
    place text not null,
    called_by_name text not null,
    outcome text not null default '',
    said_encrypted text not null,
    recorded_by_name text not null default '',
    constraint interviews_outcome_known check (outcome in ('', 'passed', 'failed', 'absent')),
    constraint interviews_recorded_by_somebody check ((outcome = '') = (recorded_by_name = ''))
);
create index interviews_of_meeting on interviews (meeting_id, position);

-- migrate:down
