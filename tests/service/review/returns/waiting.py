"""A case that its office examined, and that waits for the meeting."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from contracts.candidates import Candidate
from contracts.case import Duty
from kit.ids import new_id
from tests.service.review.world import OPENED, Office, World

WHY = "资格证书扫描件看不清，请重新上传"


async def waiting(world: World, office: Office, **changes: Any) -> Candidate:
    """Before the meeting of this office."""
    case = await world.a_case(**changes)
    task = await case.task(office)
    candidate = Candidate(
        id=new_id(),
        application_id=case.id,
        person_id=task.person_id,
        city="shaoxing",
        plan=task.plan,
        round=1,
        stop=replace(task.stop, duties=(Duty.EXAMINE, Duty.MEET)),
        entered_at=OPENED,
        manifest=case.manifest,
    )
    await world.activities.enter_candidate(candidate)
    return candidate


def page_of(candidate_id: UUID) -> str:
    """Where it is sent back."""
    return f"/review/returns/{candidate_id}"
