"""The sealed sections of a case, and the few questions that papers ask of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from contracts.application import Verdict
from contracts.case import Manifest, SectionRef
from services.documents.papers.domain.words import local

Data = Mapping[str, Any]

SUBMITTED = ("identity", "archive", "declaration", "documents")
DECISION = re.compile(r"decision-([0-9]+)-.+")
SUBMISSION = re.compile(r"(?:submission|decision|publicity-sheet)-([0-9]+)(?:-.+)?")
SETTLEMENT = "settlement"
HIDDEN = "offices"  # a record's visibility; older sections have none and show everything


@dataclass(frozen=True, kw_only=True)
class Case:
    """What was submitted in the present round, and what offices said of it, in order."""

    identity: Data = field(default_factory=dict)
    archive: Data = field(default_factory=dict)
    declaration: Data = field(default_factory=dict)
    documents: Data = field(default_factory=dict)
    decisions: tuple[Data, ...] = ()
    settlement: Data = field(default_factory=dict)

    @property
    def person(self) -> Data:
        """Name, gender, birthday, numbers."""
        return part(self.identity, "person")

    @property
    def employer(self) -> Data:
        """The employer as bound."""
        return part(self.identity, "employer")

    @property
    def basic(self) -> Data:
        """个人基本信息, as verified."""
        return part(self.archive, "basic")

    @property
    def plan(self) -> Data:
        """The declaration plan."""
        return part(self.declaration, "plan")

    @property
    def form(self) -> Data:
        """申报信息."""
        return part(self.declaration, "form")

    @property
    def passes(self) -> tuple[Data, ...]:
        """The decisions that sent it on."""
        return tuple(one for one in self.decisions if one.get("verdict") == Verdict.PASSED)

    @property
    def dated_on(self) -> str:
        """The day of the newest thing that is told, as 2022-09-28; empty when nothing has a day."""
        told = [text(one, "decided_at") for one in self.decisions] + [text(self.settlement, "paid_at")]
        return max((f"{found:%Y-%m-%d}" for found in map(local, told) if found), default="")

    def records(self, *kinds: str) -> list["Record"]:
        """The achievement records of some kinds, oldest first."""
        found = (Record(one) for one in self.archive.get("records") or () if one.get("kind") in kinds)
        return sorted(found, key=lambda record: (record.start, record.end))

    @property
    def made_public(self) -> "Case":
        """The case without the records that only the offices may see."""
        shown = [one for one in self.archive.get("records") or () if one.get("visibility") != HIDDEN]
        return replace(self, archive={**self.archive, "records": shown})


class Record:
    """One achievement record, read field by field, so that what nobody asked for is left over."""

    def __init__(self, record: Data) -> None:
        self.kind = str(record.get("kind") or "")
        self.title = str(record.get("title") or "")
        self.start = str(record.get("from") or "")
        self.end = str(record.get("to") or "")
        self._fields = {str(label): str(value) for label, value in (record.get("fields") or {}).items()}
        self._taken: set[str] = set()

    def take(self, *labels: str) -> str:
        """The values under these labels, as far as there are any, side by side."""
        self._taken.update(labels)
        return "，".join(self._fields[label] for label in labels if self._fields.get(label))

    def skip(self, *labels: str) -> None:
        """What is shown otherwise (times) or has no place on the paper."""
        self._taken.update(labels)

    def rest(self) -> str:
        """Whatever was not taken, with its labels."""
        left = (f"{label}：{text}" for label, text in self._fields.items() if label not in self._taken)
        return "；".join(left)

    @property
    def span(self) -> str:
        """201509—201806, 201807至今, or one month (M2.1)."""
        if self.start == self.end:
            return self.start
        return f"{self.start}—{self.end}" if self.end else f"{self.start}至今"


def part(data: Data, name: str) -> Data:
    """A part of a section; an empty one where there is none."""
    found = data.get(name)
    return found if isinstance(found, Mapping) else {}


def text(data: Data, *names: str) -> str:
    """The first of these values that is there, as text."""
    return next((str(data[name]) for name in names if data.get(name) not in (None, "")), "")


def round_of(manifest: Manifest) -> int:
    """Which submission the newest sections belong to."""
    numbers = (SUBMISSION.fullmatch(ref.name) for ref in manifest)
    return max((int(found[1]) for found in numbers if found), default=1)


def newest(manifest: Manifest, names: Iterable[str]) -> dict[str, SectionRef]:
    """The latest section of each of these names."""
    wanted = set(names)
    return {ref.name: ref for ref in manifest if ref.name in wanted}


def decisions_of(manifest: Manifest, number: int) -> list[SectionRef]:
    """The decisions of one round, in order."""
    found = ((ref, DECISION.fullmatch(ref.name)) for ref in manifest)
    return [ref for ref, match in found if match and int(match[1]) == number]
