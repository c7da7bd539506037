"""What was asked of administrators for registered employers, and what became of it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kit.db import Connection, Record
from services.identity.requests.domain.requests import Facts, Request, RequestKind, RequestState

_SELECT = """
    select employer_requests.id, employer_requests.city, employer_id, employers.name as employer_name,
           employer_requests.kind, asked_by, asker.name as asker, employer_requests.created_at as asked_at,
           employer_requests.letter_id, before, after, why, state, reason, decided_by,
           coalesce(decider.name, '') as decider, decided_at
    from employer_requests
    join employers on employers.id = employer_id
    join accounts asker on asker.id = asked_by
    left join accounts decider on decider.id = decided_by
"""


class AskedAlready(Exception):
    """The same is asked by the same person and not decided yet."""


def _request(row: Record) -> Request:
    return Request(
        **{
            **dict(row),
            "kind": RequestKind(row["kind"]),
            "state": RequestState(row["state"]),
            "before": Facts.stored(row["before"]),
            "after": Facts.stored(row["after"]),
        }
    )


async def insert_request(
    conn: Connection,
    *,
    request_id: UUID,
    city: str,
    employer_id: UUID,
    kind: RequestKind,
    asked_by: UUID,
    letter_id: UUID | None = None,
    before: Facts = Facts(),  # noqa: B008 - frozen
    after: Facts = Facts(),  # noqa: B008 - frozen
    why: str = "",
) -> bool:
    """Keep what is asked, unless this very request is there; `AskedAlready` when another one waits."""
    row = await conn.fetchrow(
        """
        insert into employer_requests
            (id, city, employer_id, kind, asked_by, letter_id, before, after, why)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict do nothing
        returning id
        """,
        request_id,
        city,
        employer_id,
        kind,
        asked_by,
        letter_id,
        before.told(),
        after.told(),
        why,
    )
    if row is None and await request_by_id(conn, request_id) is None:
        raise AskedAlready
    return row is not None


async def request_by_id(conn: Connection, request_id: UUID) -> Request | None:
    """A request."""
    row = await conn.fetchrow(_SELECT + "where employer_requests.id = $1", request_id)
    return _request(row) if row else None


async def request_for_update(conn: Connection, request_id: UUID) -> Request | None:
    """A request, locked."""
    row = await conn.fetchrow(
        _SELECT + "where employer_requests.id = $1 for update of employer_requests", request_id
    )
    return _request(row) if row else None


async def requests_of(conn: Connection, employer_id: UUID) -> list[Request]:
    """Everything that was asked for an employer, the newest first."""
    rows = await conn.fetch(
        _SELECT + "where employer_id = $1 order by employer_requests.created_at desc, employer_requests.id",
        employer_id,
    )
    return [_request(row) for row in rows]


async def requests_by(conn: Connection, account_id: UUID, employer_id: UUID) -> list[Request]:
    """What somebody asked for an employer, the newest first."""
    return [one for one in await requests_of(conn, employer_id) if one.asked_by == account_id]


async def requests_of_city(
    conn: Connection, *, city: str, state: RequestState, limit: int, offset: int
) -> list[Request]:
    """Requests in one state, the longest waiting first; an empty city leaves none out."""
    rows = await conn.fetch(
        _SELECT
        + """
        where ($1 = '' or employer_requests.city = $1) and state = $2
        order by employer_requests.created_at, employer_requests.id
        limit $3 offset $4
        """,
        city,
        state,
        limit,
        offset,
    )
    return [_request(row) for row in rows]


async def count_requests(conn: Connection, *, city: str) -> Mapping[RequestState, int]:
    """How many requests stand where."""
    rows = await conn.fetch(
        """
        select state, count(*) as number from employer_requests
        where $1 = '' or city = $1
        group by state
        """,
        city,
    )
    found = {row["state"]: row["number"] for row in rows}
    return {state: found.get(state, 0) for state in RequestState}


async def close_request(
    conn: Connection,
    request_id: UUID,
    state: RequestState,
    *,
    reason: str,
    decided_by: UUID,
    at: datetime,
) -> None:
    """Write what became of it."""
    await conn.execute(
        """
        update employer_requests set state = $2, reason = $3, decided_by = $4, decided_at = $5 where id = $1
        """,
        request_id,
        state,
        reason,
        decided_by,
        at,
    )


async def withdraw_requests(
    conn: Connection, employer_id: UUID, *, asked_by: UUID | None, at: datetime
) -> None:
    """Nobody needs to decide what waits: one person's requests, or all for the employer."""
    await conn.execute(
        """
        update employer_requests set state = 'withdrawn', decided_at = $3
        where employer_id = $1 and state = 'submitted' and ($2::uuid is null or asked_by = $2)
        """,
        employer_id,
        asked_by,
        at,
    )
