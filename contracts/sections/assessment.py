"""A self-assessment as section "declaration" has it: what was claimed, by which tree, and the score."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from contracts.sections.entries import Entry


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One thing under a row: by which record, as which rank, with how many points, or how many there are."""

    row: str
    amount: Decimal
    record: UUID | None = None
    title: str = ""  # of the record


@dataclass(frozen=True, kw_only=True)
class Explained:
    """How one indicator came to its points."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class SelfAssessment:
    """The score with everything that it follows from (A6.4)."""

    minimum: int
    total: Decimal
    gates: tuple[str, ...]
    claims: tuple[Claim, ...]
    explained: tuple[Explained, ...]
    scoring: str  # the plan's tree, JSON: `cities.Scoring`
