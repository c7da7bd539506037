"""The outbox: an event is stored in the transaction that makes it true; the relay publishes it afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol
from uuid import UUID

from pydantic_core import to_jsonable_python

from kit import traces
from kit.db import Connection
from kit.rows import read
from kit.watching import Figure, Look, Numbers

UNHEARD_AFTER = timedelta(minutes=3)


WAITING = Figure("outbox_waiting", "Events that wait in the service's outbox to be sent", ("service",))
LAG = Figure("outbox_lag_seconds", "For how long the oldest of them has waited", ("service",))


class Event(Protocol):
    """What the outbox takes: a frozen dataclass with these."""

    topic: ClassVar[str]
    is_awaited: ClassVar[bool]
    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> UUID:
        """Derived from what it tells."""

    @property
    def about(self) -> UUID:
        """Events about the same thing leave in order."""

    @property
    def at(self) -> datetime:
        """When it became true."""


async def told_at(conn: Connection, event_id: UUID) -> datetime | None:
    """When something was told here, by the database's clock."""
    at: datetime | None = await conn.fetchval("select created_at from outbox where id = $1", event_id)
    return at


def look(service: str) -> Look:
    """What a service's outbox tells whoever watches."""

    async def read(conn: Connection) -> Mapping[Figure, Numbers]:
        waiting, seconds = await _backlog(conn)
        return {WAITING: {(service,): waiting}, LAG: {(service,): seconds}}

    return Look((WAITING, LAG), read)


async def _backlog(conn: Connection) -> tuple[int, float]:
    row = await conn.fetchrow(
        """
        select count(*) as waiting,
               coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as seconds
        from outbox where sent_at is null
        """
    )
    return (row["waiting"], row["seconds"]) if row else (0, 0.0)


async def add(conn: Connection, event: Event) -> None:
    """Store an event with the change that it tells of. The same id again does nothing."""
    await conn.execute(
        """
        insert into outbox (id, about, topic, body, is_awaited)
        values ($1, $2, $3, $4, $5)
        on conflict on constraint outbox_id_unique do nothing
        """,
        event.id,
        event.about,
        event.topic,
        {**to_jsonable_python(event), **({traces.HEADER: trace} if (trace := traces.carried()) else {})},
        event.is_awaited,
    )


async def hear(conn: Connection, *event_ids: UUID) -> None:
    """Note that these took effect: whoever had to know them has asked for what follows."""
    await conn.execute(
        "update outbox set heard_at = now() where id = any($1::uuid[]) and heard_at is null", event_ids
    )


@dataclass(frozen=True, kw_only=True)
class Told:
    """An event that was told: which, about what, when."""

    id: UUID
    about: UUID
    topic: str
    created_at: datetime


async def unheard(conn: Connection, *, before: datetime, limit: int, about: UUID | None = None) -> list[Told]:
    """What was told before then, about something or all, and took no effect yet; the oldest first."""
    rows = await conn.fetch(
        """
        select id, about, topic, created_at from outbox
         where is_awaited and heard_at is null and created_at < $1 and ($2::uuid is null or about = $2)
         order by created_at limit $3
        """,
        before,
        about,
        limit,
    )
    return [read(Told, row) for row in rows]


async def unheard_lately(conn: Connection, *, within: timedelta, most: int) -> int:
    """How many were told within this while and took no effect yet; more than `most` are not counted."""
    found: int = await conn.fetchval(
        """
        select count(*) from (
            select from outbox
             where is_awaited and heard_at is null and created_at > now() - $1::interval
             limit $2
        ) as told
        """,
        within,
        most,
    )
    return found


async def tell_unheard(conn: Connection) -> int:
    """Send again what was sent a while ago and took no effect; the while doubles each time.

    The number of events that took none, whether it is time for them or not.
    """
    unheard: int = await conn.fetchval(
        """
        with unheard as (
            select position, sent_at - created_at as waited, sent_at from outbox
            where is_awaited and heard_at is null and sent_at < now() - $1::interval
        ),
        again as (
            update outbox set sent_at = null from unheard
            where outbox.position = unheard.position
            and unheard.sent_at + unheard.waited + $1::interval < now()
        )
        select count(*) from unheard
        """,
        UNHEARD_AFTER,
    )
    return unheard


async def tell_again(conn: Connection, about: UUID, topics: Iterable[str]) -> int:
    """Send again, in order, all that was told about something; how many events that is."""
    rows = await conn.fetch(
        "update outbox set sent_at = null where about = $1 and topic = any($2::text[]) returning id",
        about,
        list(topics),
    )
    await conn.execute("notify outbox")
    return len(rows)


async def tell_these(conn: Connection, ids: Sequence[UUID]) -> None:
    """Send these again."""
    await conn.execute("update outbox set sent_at = null where id = any($1::uuid[])", ids)
    await conn.execute("notify outbox")


async def tell_since(conn: Connection, at: datetime) -> int:
    """Send again, in order, all that was told since then or took no effect yet; how many events that is."""
    rows = await conn.fetch(
        """
        update outbox set sent_at = null
        where sent_at is not null and (created_at > $1 or (is_awaited and heard_at is null))
        returning id
        """,
        at,
    )
    await conn.execute("notify outbox")
    return len(rows)


async def on_their_way(conn: Connection) -> Mapping[str, int]:
    """How many events of each topic were not sent, or took no effect yet."""
    rows = await conn.fetch(
        """
        select topic, count(*) as count from outbox
        where sent_at is null or (is_awaited and heard_at is null) group by topic
        """
    )
    return {row["topic"]: row["count"] for row in rows}


async def forget(conn: Connection, about: UUID) -> None:
    """Delete what was told about something and has been sent."""
    await conn.execute("delete from outbox where about = $1 and sent_at is not null", about)
