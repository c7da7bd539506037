"""What an export would bring into a file: new drafts, what is here already, what cannot come in."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from contracts.career import Stated
from services.archive.evidence.domain import Evidence, faults_of, joined
from services.archive.file.domain import Content, Item, Person, basic_of, known_of, same_year
from services.archive.kinds.domain.basic import BASIC
from services.archive.kinds.domain.fields import Values
from services.archive.kinds.domain.kind import Kind
from services.archive.transfer.domain.document import Told

BASIC_FIRST = "须先有个人基本信息，请先填写再导入"
BASIC_IS_HERE = "档案中已有不同的个人基本信息，不会被改写；需要时请自行修改"
CHANGED_SINCE = "以前导入过，之后在档案中有修改，以档案中的为准"


class Outcome(StrEnum):
    """What becomes of an item of the document."""

    NEW = "new"
    HERE = "here"
    WRONG = "wrong"


OUTCOME_NAMES = {Outcome.NEW: "导入为草稿", Outcome.HERE: "已有，不重复导入", Outcome.WRONG: "不能导入"}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One item of the document and what becomes of it. `missing` are names of files to upload again."""

    told: Told
    outcome: Outcome
    words: str = ""
    item_id: UUID | None = None
    content: Content | None = None
    missing: tuple[str, ...] = ()


@dataclass
class Import:
    """A file as it would be while a document comes in, item by item."""

    person: Person
    items: Sequence[Item]
    id_of: Callable[[str], UUID]  # of what says this
    known: Mapping[str, Evidence]  # the person's files by SHA-256
    today: date
    has_basic: bool = field(init=False)
    _coming: list[Stated] = field(init=False, default_factory=list)  # what the new basic information says
    _said: dict[str, str] = field(init=False)
    _years: dict[tuple[str, object], str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """What is here already, by content."""
        self.has_basic = basic_of(self.items) is not None
        self._said = {}
        for item in self.items:
            where = "已删除的记录中有这一条，可以恢复" if item.is_deleted else "档案中已有内容相同的一条"
            for version in filter(None, (item.current, item.verified)):
                self._said.setdefault(_digest(item.kind, version.values), where)

    def find(self, told: Sequence[Told]) -> list[Finding]:
        """What becomes of each."""
        return [self._find(one) for one in told]

    def _find(self, told: Told) -> Finding:
        if told.kind is None or told.visibility is None or told.faults:
            return Finding(told=told, outcome=Outcome.WRONG, words="；".join(told.faults))
        known = known_of(self.person, self.items, told.kind, self.person.id)
        values, faults = told.kind.read(told.typed, self.today, [*known, *self._coming])
        finding = Finding(
            told=told, outcome=Outcome.WRONG, words="；".join(fault.message for fault in faults)
        )
        if faults:
            return finding
        said = _digest(told.kind, values)
        item_id = self.id_of(said)
        if said in self._said:
            return replace(finding, outcome=Outcome.HERE, words=self._said[said])
        if any(item.id == item_id for item in self.items):
            return replace(finding, outcome=Outcome.HERE, words=CHANGED_SINCE)
        if refused := self._refused(told, told.kind, values, item_id):
            return replace(finding, words=refused)
        return self._new(finding, told.kind, said, item_id, values)

    def _refused(self, told: Told, kind: Kind, values: Values, item_id: UUID) -> str:
        """Why it cannot be a draft beside what is here."""
        if kind is BASIC:
            return BASIC_IS_HERE if self.has_basic else ""
        if not self.has_basic:
            return BASIC_FIRST
        if (year := (kind.code, values.get(kind.unique_by))) in self._years and kind.unique_by:
            return f"与{self._years[year]}为同一{kind.label(kind.unique_by)}"
        faults = same_year(self.items, kind, values, item_id) + faults_of(self._held(told))
        return "；".join(fault.message for fault in faults)

    def _new(self, finding: Finding, kind: Kind, said: str, item_id: UUID, values: Values) -> Finding:
        told = finding.told
        self._said[said] = f"与{told.place}内容相同"
        if kind is BASIC:
            self.has_basic = True
            self._coming = kind.known(values)
        elif kind.unique_by:
            self._years[kind.code, values.get(kind.unique_by)] = told.place
        held = self._held(told)
        return replace(
            finding,
            outcome=Outcome.NEW,
            item_id=item_id,
            content=Content(values=values, visibility=told.visibility or kind.visibility, files=held),
            missing=tuple(file.name for file in told.files if file.sha256 not in self.known),
        )

    def _held(self, told: Told) -> tuple[Evidence, ...]:
        return joined((), [self.known[file.sha256] for file in told.files if file.sha256 in self.known])


def digest(findings: Sequence[Finding]) -> str:
    """The same as what was shown, or not."""
    told = [(one.told.place, one.outcome, one.words, dict(one.told.typed), one.missing) for one in findings]
    return sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _digest(kind: Kind, values: Values) -> str:
    said = [kind.code, {name: str(value) for name, value in values.items()}]
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
