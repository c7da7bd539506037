"""What was submitted, as it was sealed: the sections that an office judges from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.review.tasks.domain import Summary

Data = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Submission:
    """The opened sections of a case. The photo stays sealed until somebody looks at it."""

    identity: Data
    archive: Data
    declaration: Data
    decisions: Sequence[Data] = ()

    @property
    def person(self) -> Data:
        """Name, gender, day of birth, numbers."""
        return part(self.identity, "person")

    @property
    def employer(self) -> Data:
        """The bound employer, as registered."""
        return part(self.identity, "employer")

    @property
    def form(self) -> Data:
        """What the applicant declares."""
        return part(self.declaration, "form")

    def summary(self) -> Summary:
        """What a list shows."""
        return Summary(
            applicant=text(self.person, "name"),
            employer=text(self.employer, "name"),
            employer_kind=text(self.employer, "kind"),
            plan_title=text(part(self.declaration, "plan"), "title"),
            title_applied=text(self.form, "title_applied"),
            category=text(self.form, "category"),
            specialty=text(self.form, "specialty"),
            kind=text(self.form, "kind_name"),
        )


def part(data: Data, name: str) -> Data:
    """A part of a section; empty when it was not sealed."""
    found = data.get(name)
    return found if isinstance(found, Mapping) else {}


def text(data: Data, name: str) -> str:
    """A value as text; empty when it was not sealed."""
    value = data.get(name)
    return "" if value is None else str(value)
