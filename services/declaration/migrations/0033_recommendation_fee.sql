-- migrate:up
set local lock_timeout = '5s';
-- A mid-level committee that recommends may charge for it before it meets (B2.1).
alter table declarations drop constraint declarations_status_known;
alter table declarations add constraint declarations_status_known check (status in (
    'drafting', 'examining', 'publicising', 'publicised', 'reviewing', 'returned',
    'awaiting_recommendation_fee', 'recommendation_fee_paid', 'awaiting_payment', 'paid', 'accepted',
    'form_issued', 'reprinting', 'handing_in', 'handed_in', 'awaiting_meeting', 'recommending', 'result_pending',
    'result_publicising', 'titled', 'not_elected', 're_reviewing', 'result_upheld',
    'refused', 'withdrawn', 'missed', 'unpaid'
));

-- migrate:down
