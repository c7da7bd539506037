-- migrate:up
set local lock_timeout = '5s';
-- 复查: what an applicant says against a result, and what the office answers; both are encrypted.
create table re_reviews (
    id                uuid        not null primary key,
    created_at        timestamptz not null default now(),
    city              text        not null,
    application_id    uuid        not null,
    person_id         uuid        not null,
    plan              text        not null,
    office_id         uuid        not null,
    stage             text        not null,
    round             integer     not null,
    candidate_id      uuid        not null,
    asked_at          timestamptz not null,
    request_encrypted text        not null,
    finding           text,
    answer_encrypted  text,
    answered_by_name  text        not null default '',
    answered_at       timestamptz,
    constraint re_reviews_finding_known check (finding in ('upheld', 'set_aside')),
    constraint re_reviews_answered check (
        (finding is null) = (answer_encrypted is null) and (finding is null) = (answered_at is null)
    )
);
create index re_reviews_of_office on re_reviews (office_id, asked_at);
create index re_reviews_of_person on re_reviews (person_id);
create index re_reviews_of_application on re_reviews (application_id);
-- A result that was set aside stays for its meeting; the case has another one at the same stage.
alter table results add column set_aside_by uuid;
alter table results drop constraint results_one_per_stage;
create unique index results_one_per_stage on results (application_id, round, stage) where set_aside_by is null;
alter table releases add column set_aside_by uuid;
alter table releases drop constraint releases_one_per_stage;
create unique index releases_one_per_stage on releases (application_id, round, stage) where set_aside_by is null;
-- Whose case was voted on: it may stand on the roster a second time.
alter table agenda add column candidate_id uuid;
update agenda a set candidate_id = c.id
  from meetings m, candidates c
 where m.id = a.meeting_id and c.application_id = a.application_id and c.office_id = m.office_id;
create index agenda_of_candidate on agenda (candidate_id);

-- migrate:down
