"""What was asked of administrators, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from kit.db import Connection, Record
from kit.rows import columns, insert, read
from services.identity.requests.domain.kinds import Kind
from services.identity.requests.domain.requests import Asked, Facts, Request, State

_SELECT = """
    select requests.*, requests.created_at as asked_at, coalesce(employers.name, '') as employer_name,
           asker.name as asker, coalesce(decider.name, '') as decider
    from requests
    left join employers on employers.id = employer_id
    join accounts asker on asker.id = asked_by
    left join accounts decider on decider.id = decided_by
"""
_OF_CITY = "where ($1 = '' or requests.city = $1) and requests.kind = any($2) "


class AskedAlready(Exception):
    """The same is asked by the same person and not decided yet."""


def _request(row: Record) -> Request:
    before, after = (Facts.stored(row[name]) for name in ("before", "after"))
    return read(Request, row, before=before, after=after)


async def insert_request(conn: Connection, asked: Asked) -> bool:
    """Keep what is asked, unless this very request is there; `AskedAlready` when another one waits."""
    told = columns(asked) | {"before": asked.before.told(), "after": asked.after.told()}
    is_new = await insert(conn, "requests", "on conflict do nothing", **told)
    if not is_new and await request_by_id(conn, asked.id) is None:
        raise AskedAlready
    return is_new


async def request_by_id(conn: Connection, request_id: UUID) -> Request | None:
    """A request."""
    row = await conn.fetchrow(_SELECT + "where requests.id = $1", request_id)
    return _request(row) if row else None


async def request_for_update(conn: Connection, request_id: UUID) -> Request | None:
    """A request, locked."""
    row = await conn.fetchrow(_SELECT + "where requests.id = $1 for update of requests", request_id)
    return _request(row) if row else None


async def requests_of(conn: Connection, employer_id: UUID, *kinds: Kind) -> list[Request]:
    """What was asked for an employer, the newest first."""
    rows = await conn.fetch(
        _SELECT
        + """
        where employer_id = $1 and (cardinality($2::text[]) = 0 or requests.kind = any($2))
        order by requests.created_at desc, requests.id
        """,
        employer_id,
        kinds,
    )
    return [_request(row) for row in rows]


async def requests_by(conn: Connection, account_id: UUID, *kinds: Kind) -> list[Request]:
    """What somebody asked, the newest first."""
    rows = await conn.fetch(
        _SELECT
        + """
        where asked_by = $1 and requests.kind = any($2)
        order by requests.created_at desc, requests.id
        """,
        account_id,
        kinds,
    )
    return [_request(row) for row in rows]


async def requests_of_city(
    conn: Connection, *, city: str, kinds: Sequence[Kind], state: State, limit: int, offset: int
) -> list[Request]:
    """Requests in one state, the longest waiting first; an empty city leaves none out."""
    rows = await conn.fetch(
        _SELECT + _OF_CITY + "and state = $3 order by requests.created_at, requests.id limit $4 offset $5",
        city,
        kinds,
        state,
        limit,
        offset,
    )
    return [_request(row) for row in rows]


async def count_requests(conn: Connection, *, city: str, kinds: Sequence[Kind]) -> Mapping[State, int]:
    """How many requests stand where."""
    rows = await conn.fetch(
        f"select state, count(*) as number from requests {_OF_CITY} group by state",  # noqa: S608 - ours
        city,
        kinds,
    )
    found = {row["state"]: row["number"] for row in rows}
    return {state: found.get(state, 0) for state in State}


async def close_request(
    conn: Connection, request_id: UUID, state: State, *, reason: str, decided_by: UUID, at: datetime
) -> None:
    """Write what became of it."""
    await conn.execute(
        "update requests set state = $2, reason = $3, decided_by = $4, decided_at = $5 where id = $1",
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
        update requests set state = 'withdrawn', decided_at = $3
        where employer_id = $1 and state = 'submitted' and ($2::uuid is null or asked_by = $2)
        """,
        employer_id,
        asked_by,
        at,
    )
