-- migrate:up
set local lock_timeout = '5s';
-- A case goes on to its committee: what it can be there, and the publicity of what the committee found.
alter table declarations drop constraint declarations_status_known;
alter table declarations add constraint declarations_status_known check (
    status in (
        'drafting', 'examining', 'publicising', 'publicised', 'reviewing', 'returned', 'awaiting_payment',
        'paid', 'form_issued', 'awaiting_meeting', 'recommending', 'result_pending', 'result_publicising',
        'titled', 'not_elected', 'refused', 'withdrawn', 'missed', 'unpaid'
    )
);
alter table deadlines drop constraint deadlines_kind_known;
alter table deadlines add constraint deadlines_kind_known check (
    kind in ('submission', 'resubmission', 'publicity', 'payment', 'result_publicity', 'grace')
);

-- migrate:down
