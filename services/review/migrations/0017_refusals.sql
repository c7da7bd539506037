-- migrate:up
set local lock_timeout = '5s';
-- A refusal can be taken back until `held_until`, before anybody is told (E4.2, B3.1).
alter table tasks
    add column held_until timestamptz,
    drop constraint tasks_state_known,
    add constraint tasks_state_known check (state in ('open', 'passed', 'refused', 'decided', 'closed')),
    add constraint tasks_held_while_refused check ((state = 'refused') = (held_until is not null));

create index tasks_refused on tasks (office_id, held_until, id) where state = 'refused';

alter table timeline
    drop constraint timeline_event_known,
    add constraint timeline_event_known check (event in (
        'opened', 'moved', 'posted', 'due_known', 'publicity_over', 'result_recorded', 'decided', 'taken_back',
        'sent', 'closed', 'objected', 'objection_answered', 'refusal_taken_back', 'refusal_told'
    ));

-- migrate:down
