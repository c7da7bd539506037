"""Cases that wait for the meeting of a committee, and its roster."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from contracts.candidates import Candidate
from contracts.case import Duty, Role
from kit.db import transaction
from kit.ids import new_id
from kit.session import Session
from services.review.rosters import operations
from services.review.rosters.domain import Roster
from tests.service.review.world import OPENED, Office, World

OFFICE = Office("评委会办公室", Role.COMMITTEE, "committee", person="钱七")
PLAN = "2022-engineer"


async def entered(world: World, office: Office = OFFICE, **changes: Any) -> Candidate:
    """A case that waits for the meeting."""
    case = await world.a_case(**changes)
    candidate = Candidate(
        id=new_id(),
        application_id=case.id,
        person_id=new_id(),
        city="shaoxing",
        plan=PLAN,
        round=1,
        stop=replace(office.stop, duties=(Duty.EXAMINE, Duty.MEET)),
        entered_at=OPENED,
        manifest=case.manifest,
    )
    await world.activities.enter_candidate(candidate)
    return candidate


def official(office: Office = OFFICE) -> Session:
    return Session(
        account_id=new_id(),
        session_id=new_id(),
        name=office.person,
        role="official",
        city="shaoxing",
        org_id=office.id,
    )


async def frozen(
    world: World, office: Office = OFFICE, *, seen: int = 0, interviewed: tuple[UUID, ...] = ()
) -> Roster:
    """The next version."""
    async with transaction(world.pool) as conn:
        return await operations.freeze(
            conn, world.app.state.cipher, official(office), PLAN, seen, interviewed
        )
