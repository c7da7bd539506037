"""An office as people know it, open or closed."""

from dataclasses import dataclass
from uuid import UUID

from cities import Cities
from kit.db import Connection
from kit.errors import NotFound
from services.identity.offices.store.offices import last_version


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a page tells of an office."""

    name: str
    place: str


async def office_shown(conn: Connection, cities: Cities, office_id: UUID | None) -> Shown | None:
    """The office as the cities' data say, or as it was last; none when there is none."""
    if office_id is None:
        return None
    try:
        office = cities.office(office_id)
    except NotFound:
        last = await last_version(conn, office_id)
        return Shown(name=last.name, place=last.place) if last else None
    return Shown(name=office.name, place=office.place)
