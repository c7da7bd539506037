"""A declaration: what it is of, where it stands, and what was typed into its form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.application import Status, Turn, Verdict
from contracts.case import Manifest, SectionRef, Stop
from contracts.sections.names import SectionKind, newest, of_kind

IN_GRACE = frozenset({Status.MISSED, Status.UNPAID})  # ends by the clock alone, which can be undone
OVER = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.MISSED, Status.UNPAID})
# Went the whole way.
REVIEWED = frozenset(
    {Status.FORM_ISSUED, Status.HANDED_IN, Status.TITLED, Status.NOT_ELECTED, Status.RESULT_UPHELD}
)
ENDED = OVER | REVIEWED
WITH_APPLICANT = frozenset({Status.DRAFTING, Status.RETURNED})
WITHDRAWABLE = frozenset(
    {
        Status.DRAFTING,
        Status.EXAMINING,
        Status.PUBLICISING,
        Status.PUBLICISED,
        Status.REVIEWING,
        Status.RETURNED,
    }
)

# What is told with its reason only.
EXPLAINED = {Status.RETURNED: Verdict.RETURNED, Status.REFUSED: Verdict.REFUSED}


@dataclass(frozen=True, kw_only=True)
class Record:
    """One declaration and where it stands."""

    id: UUID
    city: str
    person_id: UUID
    employer_id: UUID
    plan: str
    plan_version: str
    started_at: datetime
    closes_at: datetime
    status: Status
    stage: str
    round: int
    position: int
    turn: Turn
    sections: Manifest
    stops: tuple[Stop, ...] = ()  # the offices on its way, from its first submission on

    @property
    def is_with_applicant(self) -> bool:
        """Whether the applicant may change and submit it."""
        return self.status in WITH_APPLICANT

    @property
    def verdict(self) -> Verdict | None:
        """What an office decided that the applicant has to read the reason of."""
        return EXPLAINED.get(self.status)

    @property
    def is_decided(self) -> bool:
        """Whether an office's decision on what was submitted last is in the case file."""
        return any(name.round == self.round for name, _ in of_kind(self.sections, SectionKind.DECISION))

    @property
    def is_submitted(self) -> bool:
        """Whether something was submitted that can be read."""
        return newest(self.sections, SectionKind.DECLARATION) is not None

    @property
    def is_over(self) -> bool:
        """Whether it ended without success, so that another may be started."""
        return self.status in OVER

    @property
    def is_withdrawable(self) -> bool:
        """Whether the applicant may still take it back."""
        return self.status in WITHDRAWABLE

    @property
    def review_form(self) -> SectionRef | None:
        """The review form, once it was issued."""
        return newest(self.sections, SectionKind.REVIEW_FORM)

    @property
    def result(self) -> SectionRef | None:
        """What a committee's meeting voted last, once it may be told."""
        return newest(self.sections, SectionKind.RESULT)

    @property
    def last_decision(self) -> SectionRef | None:
        """What an office decided last."""
        return newest(self.sections, SectionKind.DECISION)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What was typed into the form, and how often it was saved."""

    version: int
    answers: Mapping[str, str | list[str]]
