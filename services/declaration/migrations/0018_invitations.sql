-- migrate:up
set local lock_timeout = '5s';
-- One of the two experts is asked by text message: who it is, the link's keyed hash, what was said and signed.
create table invitations (
    id                  uuid        not null constraint invitations_pkey primary key,
    created_at          timestamptz not null default now(),
    version             integer     not null,
    city                text        not null,
    declaration_id      uuid        not null
        constraint invitations_declaration_id_fkey references declarations (id) on delete cascade,
    number              integer     not null constraint invitations_of_two check (number in (1, 2)),
    token_fingerprint   text        not null constraint invitations_token_once unique,
    answers_encrypted   text        not null, -- JSON by field: who it is, the opinion
    applicant_encrypted text        not null, -- the name that the expert reads in the statement
    sent_at             timestamptz not null,
    expires_at          timestamptz not null,
    ended_at            timestamptz, -- taken back
    failures            integer     not null default 0,
    code_fingerprint    text        not null default '',
    code_expires_at     timestamptz,
    opened_by           text        not null default '', -- keyed hash of the browser's cookie
    opinion_sha256      text        not null default '', -- of what may be signed
    landmark_sha256     text        not null default '', -- of the achievement as it was read
    signed_at           timestamptz,
    signature_sha256    text        not null default '',
    picture_encrypted   text, -- the signature, as SVG
    device              text        not null default ''
);
create unique index invitations_one_for_each on invitations (declaration_id, number) where ended_at is null;

-- What was sent to experts, as long as it is counted: a day.
create table expert_messages (
    id                 uuid        not null constraint expert_messages_pkey primary key,
    city               text        not null,
    declaration_id     uuid        not null
        constraint expert_messages_declaration_id_fkey references declarations (id) on delete cascade,
    mobile_fingerprint text        not null,
    sent_at            timestamptz not null
);
create index expert_messages_to_number on expert_messages (mobile_fingerprint, sent_at);
create index expert_messages_of_declaration on expert_messages (declaration_id, sent_at);

-- The mobile number of each applicant as a keyed hash: an expert's is another one.
create table mobiles (
    id          uuid        not null constraint mobiles_pkey primary key, -- the person's
    city        text        not null,
    fingerprint text        not null,
    told_at     timestamptz not null
);

-- migrate:down
