"""Erasing a person's declarations: what stands against it, and doing it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from contracts.erasure import Hold, HoldKind
from kit import outbox
from kit.clock import SHANGHAI
from kit.db import Connection
from services.declaration.drafting.store import dishonesty
from services.declaration.progress.domain.retention import hold_of
from services.declaration.progress.store import erasure as store


async def holds(conn: Connection, person_id: UUID, *, kept_years: int, at: datetime) -> tuple[Hold, ...]:
    """What a person's declarations, and the register of dishonesty, hold against erasure."""
    today = at.astimezone(SHANGHAI).date()
    until = await dishonesty.until(conn, person_id, today)
    found = (
        hold_of(
            kept.status,
            round_=kept.round,
            moved_on=kept.moved_at.astimezone(SHANGHAI).date(),
            kept_years=kept_years,
            today=today,
        )
        for kept in await store.declarations_kept(conn, person_id)
    )
    entered = (Hold(kind=HoldKind.INTEGRITY, until=until),) if until else ()
    return tuple(hold for hold in found if hold) + entered


async def destroy_keys(conn: Connection, person_id: UUID) -> Sequence[UUID]:
    """Destroy our copies of the cases' keys; which cases those are."""
    cases = [kept.id for kept in await store.declarations_kept(conn, person_id)]
    await store.delete_case_keys(conn, cases)
    return cases


async def forget(conn: Connection, person_id: UUID, cases: Sequence[UUID]) -> None:
    """Forget the person and the cases; done twice is done once."""
    await store.delete_person(conn, person_id)
    for about in (person_id, *cases):
        await outbox.forget(conn, about)
