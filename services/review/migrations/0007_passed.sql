-- migrate:up
set local lock_timeout = '5s';
-- What an office passed lies with it until it is sent on (B4.1); what is open now goes on at once, as before.
alter table tasks
    add column awaits_sending boolean not null default false,
    drop constraint tasks_state_known,
    add constraint tasks_state_known check (state in ('open', 'passed', 'decided', 'closed')),
    add constraint tasks_passed_awaits_sending check (state <> 'passed' or awaits_sending);

create index tasks_passed on tasks (office_id, closed_at, id) where state = 'passed';

alter table timeline
    drop constraint timeline_event_known,
    add constraint timeline_event_known check (event in (
        'opened', 'moved', 'posted', 'due_known', 'publicity_over', 'result_recorded',
        'decided', 'taken_back', 'sent', 'closed'
    ));

-- migrate:down
