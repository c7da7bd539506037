"""What an applicant asks of the workflow of an application, and what becomes of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.case import Manifest, Problem


@dataclass(frozen=True, kw_only=True)
class Command:
    """Something that the applicant asks for now. The id makes asking twice asking once."""

    id: UUID
    previewed: Manifest = ()  # what the applicant was shown: nothing else is submitted
    at: datetime | None = None  # when it was pressed, where a deadline counts
    is_again: bool = False  # it was obeyed before a restore: what was shown is sealed, and taken as it is


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What became of a command: the problems in the way, or the sealed sections."""

    problems: tuple[Problem, ...] = ()
    manifest: Manifest = ()
    is_changed: bool = False  # they are not what was previewed, and nothing was submitted
    is_late: bool = False  # the case had moved on: the command did nothing
    ended_at: datetime | None = None  # it was pressed after this end: the command did nothing

    @property
    def is_no(self) -> bool:
        """Whether the command did nothing, and may be asked anew."""
        return bool(self.problems or self.is_changed or self.ended_at)

    @property
    def is_away(self) -> bool:
        """Whether nothing stands in the way but a service that did not answer: no rule is broken."""
        return bool(self.problems) and not any(problem.rule for problem in self.problems)
