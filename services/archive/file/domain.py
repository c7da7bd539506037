"""Items of a person's file, their versions, and what of the file counts as verified (A2.3, A2.5)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from contracts.career import Moment, Stated
from contracts.sections.archive import ArchiveSection, File, Record, Visibility
from contracts.sections.blocks import Block, block_of
from contracts.sections.changes import Change, changes
from contracts.sections.entries import Entry
from contracts.sections.verified import LISTED, Proven, ProvenTitle
from contracts.sections.years import YEARLY, years_of
from kit.errors import Fault
from services.archive.evidence.domain import Evidence
from services.archive.kinds.domain.achievements import ACHIEVEMENTS
from services.archive.kinds.domain.basic import BASIC
from services.archive.kinds.domain.fields import Values
from services.archive.kinds.domain.kind import Kind
from services.archive.kinds.domain.kinds import KINDS


class State(StrEnum):
    """Where one version of an item stands. A superseded one was verified and counts no longer."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    RETURNED = "returned"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, kw_only=True)
class Content:
    """What an item says: its fields, who may see it, and what proves it."""

    values: Values
    visibility: Visibility
    files: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Version:
    """What an item said at one time. `reason` is why it, or the one before it, was returned."""

    id: UUID
    number: int
    state: State
    values: Values
    visibility: Visibility = Visibility.OFFICES
    files: tuple[Evidence, ...] = ()
    reason: str = ""
    employer_id: UUID | None = None  # to whom it was handed in
    submitted_at: datetime | None = None
    decided_at: datetime | None = None

    @property
    def content(self) -> Content:
        """What it says."""
        return Content(values=self.values, visibility=self.visibility, files=self.files)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item. `current` is its latest version; `verified` the one in use, perhaps an older one.

    `judged` is the one before the latest that an employer has verified or returned last.
    """

    id: UUID
    person_id: UUID
    kind: Kind
    revision: int  # grows with every change, for forms that come back
    is_deleted: bool
    current: Version
    verified: Version | None = None
    judged: Version | None = None

    @property
    def state(self) -> State:
        """The state of what the applicant sees."""
        return self.current.state

    @property
    def title(self) -> str:
        """The item in one line."""
        return self.kind.title_of(self.current.values)

    @property
    def is_usable(self) -> bool:
        """Whether a declaration may use it."""
        return self.verified is not None and not self.is_deleted

    @property
    def has_older_verified(self) -> bool:
        """Whether a verified version stays in use while a newer one waits (A2.5)."""
        return self.verified is not None and self.verified.id != self.current.id

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the latest version says otherwise than the one that was judged last."""
        return changes([_block(self, self.judged)], [_block(self, self.current)]) if self.judged else ()


@dataclass(frozen=True, kw_only=True)
class Employer:
    """An employer, as identity told of it. People choose it while it `is_approved` (A2.4)."""

    id: UUID
    name: str
    credit_code: str
    city: str
    level: str
    place: str
    department: str
    status: str
    version: int
    former_names: tuple[str, ...] = ()
    merged_into: UUID | None = None
    suspended_for: str = ""  # a `SuspensionCause`

    @property
    def is_approved(self) -> bool:
        """Whether it may act now."""
        return self.status == "approved"


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """What the rest of the house is told of a person's file."""

    employer_id: UUID
    has_basic: bool
    has_records: bool
    basic_id: UUID | None = None  # which version of the basic information it is
    records: str = ""  # a digest of which versions of which records


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whose file it is. `told` is the readiness that was told last, `told_times` how often that was."""

    id: UUID
    city: str
    employer_id: UUID
    name: str
    born: str | None = None  # the month, once identity has told it
    told: Readiness | None = None
    told_times: int = 0


def basic_of(items: Sequence[Item]) -> Item | None:
    """The basic information among the items."""
    return next((item for item in items if item.kind is BASIC), None)


def records_of(items: Sequence[Item]) -> list[Item]:
    """The records that are not deleted, by kind, the latest first within each."""
    kept = [item for item in items if item.kind is not BASIC and not item.is_deleted]
    order = list(KINDS)
    newest_first = sorted(kept, key=lambda item: item.kind.span_of(item.current.values), reverse=True)
    return sorted(newest_first, key=lambda item: order.index(item.kind.code))


def readiness(employer_id: UUID, items: Sequence[Item]) -> Readiness:
    """Verified means: at least one version was, and is still usable, whatever else waits."""
    basic = basic_of(items)
    return Readiness(
        employer_id=employer_id,
        has_basic=basic is not None and basic.is_usable,
        basic_id=basic.verified.id if basic and basic.verified else None,
        has_records=any(item.is_usable for item in records_of(items)),
        records=_which(records_of(items)),
    )


def _which(records: Sequence[Item]) -> str:
    versions = sorted(str(item.verified.id) for item in records if item.verified)
    told = " ".join((*LISTED, *versions))  # more that is told of a record is told anew
    return sha256(told.encode()).hexdigest()[:16] if versions else ""


def verified_records(items: Sequence[Item]) -> list[tuple[Item, Version]]:
    """The records that a declaration may use, each with the version that counts."""
    return [(item, item.verified) for item in records_of(items) if item.is_usable and item.verified]


def proven(items: Sequence[Item]) -> Proven:
    """What of the verified records a declaration goes by: titles, years, and how many have files."""
    basic = basic_of(items)
    since = str(basic.verified.values.get("title_obtained_on", "")) if basic and basic.verified else ""
    titles: list[ProvenTitle] = []
    files: Counter[str] = Counter()
    records = verified_records(items)
    for item, version in records:
        values, code = version.values, item.kind.code
        if code == "title" and version.files:
            told = {name: str(values.get(name, "")) for name in ("name", "obtained_on", "appointed_on")}
            titles.append(ProvenTitle(**told))
        elif code not in YEARLY and version.files and not _ended_before(item.kind, values, since):
            files[code] += 1
    years = years_of((item.kind.code, version.values, bool(version.files)) for item, version in records)
    return Proven(titles=tuple(titles), years=years, files=dict(files))


def _ended_before(kind: Kind, values: Values, since: str) -> bool:
    """Whether an achievement is of the time before the current title; experience counts whenever it was."""
    end = kind.span_of(values)[1]
    return kind in ACHIEVEMENTS and bool(end) and end < since


def waiting(items: Sequence[Item]) -> list[Item]:
    """What the applicant may submit: every draft."""
    return [item for item in items if item.state is State.DRAFT and not item.is_deleted]


def same_year(items: Sequence[Item], kind: Kind, values: Values, item_id: UUID) -> list[Fault]:
    """A fault when there is another record of this kind for the same year already."""
    year = values.get(kind.unique_by) if kind.unique_by else None
    if year is None:
        return []
    for item in items:
        is_same = item.current.values.get(kind.unique_by) == year
        if item.kind is kind and item.id != item_id and not item.is_deleted and is_same:
            told = f"已有 {year} {kind.label(kind.unique_by)}的{kind.name}记录，请修改那一条"
            return [Fault(field=kind.unique_by, message=told)]
    return []


def known_of(person: Person, items: Sequence[Item], kind: Kind, item_id: UUID) -> list[Stated]:
    """What is known of a career beside an item: for a record the basic information, for that the records."""
    born = [Stated(moment=Moment.BORN, month=person.born)] if person.born else []
    others = (
        item
        for item in items
        if item.id != item_id and not item.is_deleted and (item.kind is BASIC) is not (kind is BASIC)
    )
    return born + [one for item in others for one in item.kind.known(item.current.values)]


def section(
    items: Sequence[Item],
    employer_name: str,
    *,
    without: frozenset[UUID] = frozenset(),
    marked: frozenset[UUID] = frozenset(),
) -> ArchiveSection:
    """Section "archive" of the sealed case file: what is verified and not left out, and nothing else.

    What is `marked` is representative.
    """
    basic = basic_of(items)
    told = BASIC.entries(basic.verified.values) if basic and basic.verified else ()
    employer = Entry(code="employer", label="现工作单位", value=employer_name)
    return ArchiveSection(
        basic=(employer, *told),
        records=tuple(
            _record(item, version) for item, version in verified_records(items) if item.id not in without
        ),
        representative=tuple(
            item.id for item, _ in verified_records(items) if item.id in marked and item.id not in without
        ),
    )


def _block(item: Item, version: Version) -> Block:
    """A version as people read it; on the card of its item it needs no heading."""
    if item.kind is BASIC:
        return Block(entries=BASIC.entries(version.values))
    return replace(block_of(_record(item, version)), heading="")


def _record(item: Item, version: Version) -> Record:
    start, end = item.kind.span_of(version.values)
    return Record(
        id=item.id,
        kind=item.kind.code,
        kind_name=item.kind.name,
        title=item.kind.title_of(version.values),
        entries=item.kind.entries(version.values),
        start=start,
        end=end,
        visibility=version.visibility,
        files=tuple(map(_file, version.files)),
    )


def _file(one: Evidence) -> File:
    return File(
        id=one.id,
        name=one.name,
        media_type=one.media_type,
        bytes=one.bytes,
        pages=one.pages,
        sha256=one.sha256,
    )
