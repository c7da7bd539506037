"""The outbox: an event is stored in the transaction that makes it true; the relay publishes it afterwards."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

from pydantic_core import to_jsonable_python

from kit.db import Connection


class Event(Protocol):
    """What the outbox takes: a frozen dataclass with these."""

    topic: ClassVar[str]
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


async def add(conn: Connection, event: Event) -> None:
    """Store an event with the change that it tells of. The same id again does nothing."""
    await conn.execute(
        """
        insert into outbox (id, about, topic, body)
        values ($1, $2, $3, $4)
        on conflict on constraint outbox_id_unique do nothing
        """,
        event.id,
        event.about,
        event.topic,
        to_jsonable_python(asdict(event)),
    )


async def forget(conn: Connection, about: UUID) -> None:
    """Delete what was told about something and has been sent."""
    await conn.execute("delete from outbox where about = $1 and sent_at is not null", about)
