-- migrate:up
set local lock_timeout = '5s';
-- The printed form is awaited at the committee's office, and was received (A10.2).
alter table declarations drop constraint declarations_status_known;
alter table declarations add constraint declarations_status_known check (status in (
    'drafting', 'examining', 'publicising', 'publicised', 'reviewing', 'returned', 'awaiting_payment',
    'paid', 'form_issued', 'handing_in', 'handed_in', 'awaiting_meeting', 'recommending', 'result_pending',
    'result_publicising', 'titled', 'not_elected', 'refused', 'withdrawn', 'missed', 'unpaid'
));

-- migrate:down
