-- migrate:up
set local lock_timeout = '5s';
-- 复查: who was not elected has the result looked at again, once and within the plan's days.
alter table declarations drop constraint declarations_status_known;
alter table declarations add constraint declarations_status_known check (status in (
    'drafting', 'examining', 'publicising', 'publicised', 'reviewing', 'returned', 'awaiting_payment',
    'paid', 'form_issued', 'handing_in', 'handed_in', 'awaiting_meeting', 'recommending', 'result_pending',
    'result_publicising', 'titled', 'not_elected', 're_reviewing', 'result_upheld', 'refused', 'withdrawn',
    'missed', 'unpaid'
));
drop index declarations_one_active;
create unique index declarations_one_active on declarations (person_id, city, plan)
    where status not in ('titled', 'not_elected', 'result_upheld', 'refused', 'withdrawn', 'missed', 'unpaid')
    or is_reinstated;
alter table deadlines drop constraint deadlines_kind_known;
alter table deadlines add constraint deadlines_kind_known check (
    kind in ('submission', 'resubmission', 'publicity', 'payment', 'result_publicity', 're_review', 'grace')
);
-- One for a deadline, which it has the id of. Without a request: the days were over before there was one.
create table re_reviews (
    id                uuid        not null primary key,
    created_at        timestamptz not null default now(),
    city              text        not null,
    declaration_id    uuid        not null references declarations (id) on delete cascade,
    asked_at          timestamptz,
    request_encrypted text,
    finding           text,
    office            text        not null default '',
    answer_encrypted  text,
    answered_at       timestamptz,
    constraint re_reviews_finding_known check (finding in ('upheld', 'set_aside')),
    constraint re_reviews_asked check ((asked_at is null) = (request_encrypted is null)),
    constraint re_reviews_answered check (
        (finding is null) = (answer_encrypted is null) and (finding is null) = (answered_at is null)
        and (finding is null or asked_at is not null)
    )
);
create index re_reviews_of_declaration on re_reviews (declaration_id);

-- migrate:down
