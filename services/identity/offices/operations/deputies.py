"""Standing in for an absent official: named for a time, and ended at once."""

from datetime import date
from uuid import UUID

from cities import Cities
from kit.clock import SHANGHAI, now
from kit.db import Connection
from kit.errors import NotFound
from kit.session import Session
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.sessions import tell_ended
from services.identity.offices.domain.officials import Official, State, absence_faults
from services.identity.offices.store import deputies as store
from services.identity.offices.store.officials import colleagues_in, official_for_update


async def candidates(conn: Connection, cities: Cities, absent: Official) -> list[Official]:
    """Who can stand in: the others of the same office, and those of the office above it."""
    if absent.term is None or absent.state(_today()) is not State.ACTIVE:
        return []
    office_id = absent.term.office_id
    offices = [office_id, *(one.id for one in cities.above(office_id)[:1])]
    return await colleagues_in(conn, offices, but=absent.id, today=_today())


async def name_deputy(
    conn: Connection,
    cities: Cities,
    absent_id: UUID,
    deputy_id: UUID | None,
    period: tuple[date | None, date | None],
    *,
    row_id: UUID,
    by: Session,
) -> None:
    """Name somebody for a time. The same form sent twice names once."""
    absent = await official_for_update(conn, absent_id)
    if absent is None:
        raise NotFound
    if await store.deputy_by_id(conn, row_id):
        return
    from_on, until_on = period
    faults = absence_faults(from_on, until_on, _today())
    if deputy_id not in {one.id for one in await candidates(conn, cities, absent)}:
        faults["deputy"] = "请选择代办人：同一机构或上级机构的在任人员"
    begins = from_on or _today()
    if not faults and until_on and (other := await store.overlapping(conn, absent.id, begins, until_on)):
        faults["from"] = f"这段时间已由{other.deputy}代办，请改期，或先取消原来的代办"
    refuse(faults)
    assert deputy_id is not None and until_on is not None  # noqa: S101, PT018 - refused above
    await store.insert_deputy(
        conn,
        deputy_row_id=row_id,
        city=absent.city,
        absent_id=absent.id,
        deputy_id=deputy_id,
        from_on=begins,
        until_on=until_on,
        named_by=by.account_id,
    )


async def end_deputy(conn: Connection, absent_id: UUID, row_id: UUID, *, by: Session) -> None:
    """End it at once, with the sessions that act by it. Ended twice is ended once."""
    deputy = await store.deputy_by_id(conn, row_id)
    if deputy is None or deputy.absent_id != absent_id:
        raise NotFound
    at = now()
    for account_id, session_id in await store.end_deputy(conn, deputy.id, by=by.account_id, at=at):
        await tell_ended(conn, account_id, session_id, at)


def _today() -> date:
    return now().astimezone(SHANGHAI).date()
