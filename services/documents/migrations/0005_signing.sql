-- migrate:up
set local lock_timeout = '5s';
-- Leave to sign the pledge of one declaration once, within minutes, in the first browser that opens the link.
create table signing_links (
    id                uuid        not null constraint signing_links_pkey primary key,
    application_id    uuid        not null,
    person_id         uuid        not null,
    city              text        not null,
    name_encrypted    text        not null,
    text_sha256       text        not null,
    token_encrypted   text        not null,
    token_fingerprint text        not null constraint signing_links_token_once unique,
    opened_by         text, -- keyed hash of the browser's cookie
    expires_at        timestamptz not null,
    used_at           timestamptz,
    created_at        timestamptz not null default now()
);
create index signing_links_of_application on signing_links (application_id, created_at desc);
create index signing_links_of_person on signing_links (person_id);

-- What was signed: the text as it was read, the strokes, who, when, on which kind of device. The newest counts,
-- the others stay for whoever asks what was signed before.
create table signatures (
    id                uuid        not null constraint signatures_pkey primary key, -- the link's
    application_id    uuid        not null,
    person_id         uuid        not null,
    city              text        not null,
    name_encrypted    text        not null,
    text              text[]      not null,
    text_sha256       text        not null,
    drawing_encrypted text        not null,
    device            text        not null,
    signed_at         timestamptz not null
);
create index signatures_of_application on signatures (application_id, signed_at desc);
create index signatures_of_person on signatures (person_id);

-- migrate:down
