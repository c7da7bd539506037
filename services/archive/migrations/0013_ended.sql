-- migrate:up
-- Whether a case is over is told with each move that ends it or undoes its end: the last one counts, and its terms
-- stay, so that they hold again when it goes on. What told of a case before its beginning waits for the terms.
set local lock_timeout = '5s';

alter table begun
    add column is_told  boolean not null default true,
    add column position integer not null default 0;

-- migrate:down
