"""What of a returned declaration may be changed, and opening more of it with a reason."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.errors import Fault, Invalid, NotFound, Refusal
from services.declaration.drafting.domain.counting import as_written
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.domain.essays import essay
from services.declaration.drafting.domain.reopening import RULE, Area, Opening, closed, reason_fault
from services.declaration.drafting.store.declarations import declaration_for_update
from services.declaration.drafting.store.reopened import open_area, openings_of


class Locked(Refusal):
    """申报已提交，现在不能修改。如被退回，可修改后重新提交。"""


class NotNamed(Refusal):
    """本次退回没有要求修改这一部分。需要修改的，请在申报页面点击这一部分，说明原因后再修改。"""


async def closed_areas(conn: Connection, record: Record) -> frozenset[str]:
    """The codes of the areas that are not open; before the first submission none is closed."""
    return closed(await openings_of(conn, record.id, record.round)) if record.round else frozenset()


async def asked_for(conn: Connection, record: Record) -> tuple[Opening, ...]:
    """What the applicant opened beyond what the office named, with the reasons."""
    return tuple(one for one in await openings_of(conn, record.id, record.round) if one.reason)


async def refuse_unless_open(conn: Connection, record: Record, area: Area) -> None:
    """Nothing of an area that is not open is changed."""
    if not record.is_with_applicant:
        raise Locked
    if area.code in await closed_areas(conn, record):
        raise NotNamed


async def leads_elsewhere(conn: Connection, record: Record, area: Area) -> str:
    """Where the page of an area leads instead while there is nothing to be changed on it; else empty."""
    if not record.is_with_applicant:
        return f"/declarations/{record.id}"
    return area.reopening(record.id) if area.code in await closed_areas(conn, record) else ""


async def reopen(conn: Connection, record: Record, area: Area, reason: str, *, at: datetime) -> None:
    """Open an area for a reason that the next examiner reads. What is open stays as it is."""
    held = await declaration_for_update(conn, record.id)
    if held is None:
        raise NotFound
    if not held.is_with_applicant:
        raise Locked
    if area.code not in await closed_areas(conn, held):
        return
    if fault := reason_fault(as_written(reason)):
        raise Invalid(faults=[Fault(field="reason", rule=RULE, message=fault)])
    told = essay(as_written(reason))
    await open_area(conn, held.id, held.round, area.code, city=held.city, at=at, reason=told)


async def open_named(
    conn: Connection, declaration_id: UUID, round_: int, areas: Collection[str], *, city: str, at: datetime
) -> None:
    """Open what a return names; told twice it is once."""
    for area in sorted(areas):
        await open_area(conn, declaration_id, round_, area, city=city, at=at)
