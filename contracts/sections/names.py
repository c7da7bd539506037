"""How sections are called: "decision-2-county-hr" is of the second round, and the first of its stage.

The kind, the round, the stage, and for the second of the same a number: "publicity-sheet-1.2".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, Self, TypeVar


class SectionKind(StrEnum):
    """What a section is of."""

    IDENTITY = "identity"
    ARCHIVE = "archive"
    DECLARATION = "declaration"
    DOCUMENTS = "documents"
    SUBMISSION = "submission"  # the list that covers a round
    DECISION = "decision"
    SETTLEMENT = "settlement"
    PUBLICITY_SHEET = "publicity-sheet"
    REVIEW_FORM = "review-form"
    RESULT = "result"  # what a meeting voted
    RE_REVIEW = "re-review"  # what was said against it, and the answer


SUBMITTED = (SectionKind.IDENTITY, SectionKind.ARCHIVE, SectionKind.DECLARATION, SectionKind.DOCUMENTS)
PAPERS = (SectionKind.PUBLICITY_SHEET, SectionKind.REVIEW_FORM)  # PDFs: sealed, but no links of the chain

_PATTERN = re.compile(
    rf"(?P<kind>{'|'.join(SectionKind)})(?:-(?P<round>[1-9][0-9]{{0,3}})(?:-(?P<stage>[a-z][a-z0-9_-]*))?)?"
    r"(?:\.(?P<number>[1-9][0-9]{0,3}))?"
)


class Named(Protocol):
    """Whatever refers to a section by its name."""

    @property
    def name(self) -> str:
        """The section's name."""


R = TypeVar("R", bound=Named)


@dataclass(frozen=True)
class SectionName:
    """The name of a section, taken apart."""

    kind: SectionKind
    round: int = 0  # none: the section of the case, whatever the round
    stage: str = ""
    number: int = 1  # the second of the same in one round and stage is 2

    def __str__(self) -> str:
        """As it is sealed."""
        parts = (self.kind, str(self.round) if self.round else "", self.stage)
        told = "-".join(part for part in parts if part)
        return told if self.number == 1 else f"{told}.{self.number}"

    @classmethod
    def read(cls, name: str) -> Self | None:
        """A name taken apart; none when no section is called so."""
        found = _PATTERN.fullmatch(name)
        if found is None:
            return None
        numbers = int(found["round"] or 0), int(found["number"] or 1)
        return cls(SectionKind(found["kind"]), numbers[0], found["stage"] or "", numbers[1])


def of_kind(refs: Iterable[R], *kinds: SectionKind) -> Iterator[tuple[SectionName, R]]:
    """The sections of some kinds with their names, in the order in which they were sealed."""
    for ref in refs:
        name = SectionName.read(ref.name)
        if name and name.kind in kinds:
            yield name, ref


def newest(refs: Iterable[R], kind: SectionKind) -> R | None:
    """The section of this kind that was sealed last."""
    return next((ref for _, ref in reversed([*of_kind(refs, kind)])), None)


def round_of(refs: Iterable[Named]) -> int:
    """Which submission the newest sections belong to."""
    return max((name.round for name, _ in of_kind(refs, *SectionKind)), default=0) or 1
