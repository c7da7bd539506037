"""A self-assessment by one record of each kind, as it is filled in: 96 points."""

from collections.abc import Iterable, Mapping

from cities import Plan
from contracts.sections.archive import Record
from contracts.sections.verified import VerifiedRecord
from services.declaration.drafting.domain.answers import Answers
from services.declaration.scoring.domain import Asked, assessed_kind

PLACES: Mapping[str, str] = {
    "project": "research-state-lead/1",
    "report": "standard-state-lead/1",
    "certificate": "certificate-first/1",
    "paper": "paper-core/1",
    "book": "book-lead/1",
    "award": "award-province/1",
    "patent": "patent-invention/1",
}
COUNTED = {"degree-doctor": "yes", "academic-doctor": "yes", "certificate-monitoring": "23"}


def proofs_of(records: Iterable[Record]) -> tuple[VerifiedRecord, ...]:
    """The records as archive tells of them."""
    return tuple(
        VerifiedRecord(id=one.id, kind=one.kind, title=one.title, files=len(one.files)) for one in records
    )


def asked_of(plan: Plan, records: Iterable[VerifiedRecord]) -> Asked:
    """By what the kind of this plan is scored."""
    kind = assessed_kind(plan)
    assert kind is not None
    assert kind.minimum_score is not None
    assert plan.scoring is not None
    return Asked(scoring=plan.scoring, minimum=kind.minimum_score, records=tuple(records))


def filled(asked: Asked, **changes: str) -> dict[str, Answers]:
    """Every page; `paper=""` claims no paper."""
    places = {**PLACES, **changes}
    pages: dict[str, Answers] = {
        part: {str(record.id): places.get(part, "") for record in asked.of_kind(part)} for part in asked.parts
    }
    return {**pages, "gates": {"gates": list(asked.scoring.gates)}, "counts": COUNTED}
