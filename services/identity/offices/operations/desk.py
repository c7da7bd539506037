"""What the workflow of a desk reads: what waits there, who is there for it, when they may be told."""

from datetime import date
from uuid import UUID

from cities import Cities
from contracts.offices import DeskLook, DeskStanding
from kit.clock import SHANGHAI
from kit.db import Connection
from services.identity.accounts.domain.desk_messages import DeskMessages
from services.identity.offices.domain.hours import Workday, hours
from services.identity.offices.operations.attendance import note_presence
from services.identity.offices.operations.offices import office_shown
from services.identity.offices.store.queues import Colleague, archives_of, colleagues, employer_name, queue_of


async def look_at_desk(conn: Connection, cities: Cities, workday: Workday, look: DeskLook) -> DeskStanding:
    """People without a number, and those who want no messages, are told nothing.

    An office that fell silent since work arrived is noticed by this look.
    """
    queue, archives = await queue_of(conn, look.office_id), await archives_of(conn, look.office_id)
    if queue and queue.waiting:
        await note_presence(conn, look.office_id, look.city, look.at)
    today = look.at.astimezone(SHANGHAI).date()
    people = await _told(conn, look.office_id, today)
    is_limited = cities.examination_days(look.office_id) is not None
    now = hours(look.office_id, look.at, workday)
    return DeskStanding(
        name=await _name(conn, cities, look.office_id),
        cases=queue.waiting - queue.resting if queue else 0,
        archives=archives.waiting if archives else 0,
        passed=queue.passed if queue else 0,
        filled_at=max((one.filled_at for one in (queue, archives) if one and one.filled_at), default=None),
        people=tuple(one.id for one in people),
        at_once=tuple(one.id for one in people if one.desk_messages is DeskMessages.AT_ONCE),
        open_until=now.open_until,
        next_morning=now.next_morning,
        is_limited=is_limited,
        above=await _above(conn, cities, look.office_id, today) if is_limited else (),
    )


async def _told(conn: Connection, office_id: UUID, today: date) -> list[Colleague]:
    """Who acts for a desk and is told by message."""
    people = await colleagues(conn, office_id, today=today)
    return [one for one in people if one.has_mobile and one.desk_messages is not DeskMessages.NONE]


async def _above(conn: Connection, cities: Cities, office_id: UUID, today: date) -> tuple[UUID, ...]:
    """Who is told what is late there: of the nearest office above that has anybody to tell."""
    for office in cities.above(office_id):
        if people := await _told(conn, office.id, today):
            return tuple(one.id for one in people)
    return ()


async def _name(conn: Connection, cities: Cities, office_id: UUID) -> str:
    if name := await employer_name(conn, office_id):
        return name
    office = await office_shown(conn, cities, office_id)
    return office.name if office else ""
