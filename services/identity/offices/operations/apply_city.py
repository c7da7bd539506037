"""Applying a city's folder: its tree of offices is recorded with its history."""

from uuid import UUID

from cities import City, Office
from kit.clock import now
from kit.db import Connection
from kit.errors import Refusal, Stale
from services.identity.access.operations.sessions import end_sessions_of
from services.identity.offices.domain.offices import OfficeChanges, OfficeFacts, changes
from services.identity.offices.store import offices as store
from services.identity.offices.store.officials import holders_of


class TreeConflict(Refusal):
    """机构的调整会断开原有的申报和账号，不能应用。"""


async def office_changes(conn: Connection, city: City, before: City | None) -> OfficeChanges:
    """What a folder changes. Without a history yet, `before` (the folder in use) is where it starts."""
    known = await store.open_offices(conn, city.slug)
    if not known and before is not None:
        known = [_facts(office) for office in before.offices]
    found = changes(known, map(_facts, city.offices), _heirs(city))
    if found.conflicts:
        raise TreeConflict("\n".join(found.conflicts))
    return found


async def apply_offices(
    conn: Connection, city: City, before: City | None, *, expected: OfficeChanges
) -> None:
    """Record what was shown; `Stale` when somebody else applied something meanwhile."""
    await store.lock_city(conn, city.slug)
    if await office_changes(conn, city, before) != expected:
        raise Stale("机构情况已在别处变化，请重新运行，查看新的变化后再应用。")
    at = now()
    await _begin(conn, city, before)
    for office in expected.opened:
        await store.open_office(conn, city.slug, office, at)
    for _, office in expected.changed:
        await store.change_office(conn, city.slug, office, at)
    for closing in expected.closed:
        heir = closing.successor
        await store.close_office(conn, closing.office.id, successor_id=heir.id if heir else None, at=at)
        for official_id in await holders_of(conn, closing.office.id):
            await end_sessions_of(conn, official_id, at)


async def is_recorded(conn: Connection, city: City) -> bool:
    """Whether this city's tree has a history."""
    return bool(await store.open_offices(conn, city.slug))


async def _begin(conn: Connection, city: City, before: City | None) -> None:
    """The history begins with the folder that was in use, or with this one."""
    if await is_recorded(conn, city):
        return
    at = now()
    for office in before.offices if before else ():
        await store.open_office(conn, city.slug, _facts(office), at)


def _heirs(city: City) -> dict[str, UUID]:
    return {slug: office.id for office in city.offices for slug in office.replaces}


def _facts(office: Office) -> OfficeFacts:
    return OfficeFacts(
        id=office.id,
        slug=office.slug,
        name=office.name,
        kind=office.kind,
        level=office.level,
        place=office.place,
        parent=office.parent or "",
    )
