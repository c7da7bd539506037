"""What declaration hears from others."""

from collections.abc import Awaitable, Callable, Mapping

from pydantic import TypeAdapter

from contracts.archive import ReadinessChanged
from contracts.documents import PhotoConfirmed
from contracts.identity import EmployerChanged
from kit import bus
from kit.db import Connection, Pool, transaction
from services.declaration.drafting.store import people

NAME = "declaration"
READINESS = TypeAdapter(ReadinessChanged)
CHANGE = TypeAdapter(EmployerChanged)
PHOTO = TypeAdapter(PhotoConfirmed)

Body = dict[str, object]


async def _readiness_changed(conn: Connection, body: Body) -> None:
    event = READINESS.validate_python(body)
    await people.put_readiness(
        conn,
        event.person_id,
        city=event.city,
        employer_id=event.employer_id,
        has_basic_verified=event.has_basic_verified,
        has_records_verified=event.has_records_verified,
        told_at=event.at,
    )


async def _employer_changed(conn: Connection, body: Body) -> None:
    event = CHANGE.validate_python(body)
    await people.put_employer(
        conn, event.employer_id, city=event.city, name=event.name, level=event.level, version=event.version
    )


async def _photo_confirmed(conn: Connection, body: Body) -> None:
    event = PHOTO.validate_python(body)
    await people.put_photo(conn, event.person_id, confirmed_at=event.at)


HANDLERS: Mapping[str, Callable[[Connection, Body], Awaitable[None]]] = {
    ReadinessChanged.topic: _readiness_changed,
    EmployerChanged.topic: _employer_changed,
    PhotoConfirmed.topic: _photo_confirmed,
}


def hear(pool: Pool) -> bus.Handler:
    """Take in each event once."""

    async def handle(topic: str, body: Body) -> None:
        async with transaction(pool) as conn:
            if await bus.once(conn, str(body["id"]), NAME):
                await HANDLERS[topic](conn, body)

    return handle
