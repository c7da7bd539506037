"""A case that came back: what its office found of each item last time, and what is different since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contracts.sections.changes import Change, changes
from contracts.sections.entries import Entry
from contracts.sections.parts import PART_NAMES, Part, Submission, blocks_of
from services.review.examination.domain.items import Finding, Item
from services.review.tasks.domain import Task

OTHER_PHOTO = Change(
    label=PART_NAMES[Part.PHOTO],
    before=None,
    after=Entry(code=Part.PHOTO, label=PART_NAMES[Part.PHOTO], value="换了一张"),
)


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What the office examined last time, and what it found."""

    task: Task
    findings: Mapping[str, Finding]


@dataclass(frozen=True, kw_only=True)
class Again:
    """The same, beside what is different in each part of what is submitted now."""

    earlier: Earlier
    changes: Mapping[Part, tuple[Change, ...]]

    def changes_of(self, item: Item) -> list[Change]:
        """What is different in what an item is about."""
        return [change for part in item.parts for change in self.changes[part]]

    def found(self, item: Item) -> Finding:
        """What was found of it last time."""
        return self.earlier.findings.get(item.code, Finding(item.code))

    def kept(self, items: Iterable[Item]) -> list[Finding]:
        """The findings that hold: what they are about is the same."""
        return [self.found(item) for item in items if not self.changes_of(item)]


def differences(
    before: Submission, after: Submission, *, is_other_photo: bool
) -> dict[Part, tuple[Change, ...]]:
    """What is different in each part."""
    old, new = blocks_of(before), blocks_of(after)
    found = {part: changes(old[part], new[part]) for part in Part}
    return found | ({Part.PHOTO: (OTHER_PHOTO,)} if is_other_photo else {})
