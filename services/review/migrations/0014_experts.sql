-- migrate:up
set local lock_timeout = '5s';
-- The library of experts of a committee's office. They are people of their own, no accounts; who they are is
-- encrypted, and found again by keyed hashes of number, of name and unit, and of the unit.
create table experts (
    id uuid primary key,
    created_at timestamptz not null,
    version integer not null,
    city text not null,
    office_id uuid not null,
    added_by uuid not null,
    name_encrypted text not null,
    unit_encrypted text not null,
    title_encrypted text not null,
    specialty_encrypted text not null,
    mobile_encrypted text not null,
    mobile_fingerprint text not null,
    called_fingerprint text not null,
    unit_fingerprint text not null,
    category text not null,
    from_on date not null,
    until_on date not null,
    pledged_on date,
    ended_at timestamptz,
    ended_by_name text not null default '',
    ended_why text not null default '',
    constraint experts_term_at_most_three_years check (
        until_on >= from_on and until_on < from_on + interval '3 years' + interval '1 day'
    ),
    constraint experts_ended_with_reason check ((ended_at is null) = (ended_why = ''))
);
create unique index experts_mobile_unique on experts (office_id, mobile_fingerprint) where ended_at is null;
create unique index experts_called_unique on experts (office_id, called_fingerprint) where ended_at is null;

-- migrate:down
