"""A case before a meeting, as far as its return needs it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.application import Verdict
from contracts.case import SectionRef
from contracts.sections.decision import DecisionSection, Mend
from kit.clock import SHANGHAI
from services.review.reasons.domain import in_words
from services.review.tasks.domain import Task


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A case that waits for a meeting; with a number it stands on the roster."""

    id: UUID
    application_id: UUID
    person_id: UUID
    plan: str
    office_id: UUID
    stage: str
    round: int
    number: int | None
    version: int | None
    is_voted_on: bool  # a meeting has it on its agenda, or voted
    returned_at: datetime | None = None
    returned_by_name: str = ""
    why: DecisionSection | None = None
    sealed: SectionRef | None = None


def section(task: Task, mends: tuple[Mend, ...], *, by: str, at: datetime, is_last: bool) -> DecisionSection:
    """Why it was returned, as the decision that it is; the office examined nothing anew."""
    return DecisionSection(
        stage=task.stage,
        office=task.office_name,
        role=task.role,
        round=task.round,
        verdict=Verdict.RETURNED,
        reason=in_words(mends),
        changes=tuple(mend.name for mend in mends),
        items=(),
        opinion="",
        signed_by=by,
        decided_at=at.astimezone(SHANGHAI).replace(microsecond=0),
        attestation=None,
        publicity=None,
        mends=mends,
        is_last_return=is_last,
    )
