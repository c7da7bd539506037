"""What the pages show of an item."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts.sections.archive import VISIBILITY_NAMES
from contracts.sections.changes import Change
from kit.web import filters
from services.archive.evidence import web as evidence
from services.archive.file.domain import Item, State, Version, waiting
from services.archive.file.operations.read import File
from services.archive.kinds.domain.basic import BASIC
from services.archive.kinds.domain.fields import Field, Shape, Value
from services.archive.kinds.domain.kind import Kind
from services.archive.kinds.domain.kinds import RECORD_KINDS

Tag = tuple[str, str]

TAGS: Mapping[State | None, Tag] = {
    None: ("待填写", "todo"),
    State.DRAFT: ("待提交", "todo"),
    State.SUBMITTED: ("待核验", "waiting"),
    State.VERIFIED: ("已核验", "good"),
    State.RETURNED: ("已退回", "bad"),
}

RETURNED_LAST, VERIFIED_LAST = "上次退回", "上次核验"

STATES = [(state.value, text) for state, (text, _) in TAGS.items() if state]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An item as a list or a card shows it."""

    item: Item
    title: str
    when: str
    tag: Tag
    rows: Sequence[tuple[str, object]]
    since: str = ""  # against which version the changes are told

    @property
    def evidence(self) -> str:
        """How many files prove it, or that none does."""
        files = len(self.item.current.files)
        return f"{files} 个文件" if files else "没有上传"

    @property
    def changes(self) -> Sequence[Change]:
        """What it says otherwise than then."""
        return self.item.changes if self.since else ()

    @property
    def href(self) -> str:
        """Where the applicant changes it."""
        return f"/archive/records/{self.item.id}"


def shown(item: Item, version: Version | None = None, *, employer_id: UUID | None = None) -> Shown:
    """An item in its latest version, or in the one that is given; for an employer, with what it may know."""
    version = version or item.current
    since = _since(item, employer_id) if version.id == item.current.id else ""
    return Shown(
        item=item,
        title=item.kind.title_of(version.values),
        when=when(item.kind, version),
        tag=TAGS[version.state],
        rows=list(_rows(item, version)),
        since=since,
    )


def _since(item: Item, employer_id: UUID | None) -> str:
    """Which version the latest is held against; what was returned is between the two of them."""
    judged = item.judged
    if judged is None or judged.state is State.VERIFIED:
        return VERIFIED_LAST if judged else ""
    return RETURNED_LAST if employer_id in {None, judged.employer_id} else ""


def value(field: Field, stored: Value | None) -> str:
    """One value as people write it."""
    if stored is None:
        return ""
    return filters.month(str(stored)) if field.shape is Shape.MONTH else str(stored)


def when(kind: Kind, version: Version) -> str:
    """When it was, as people write it."""
    start, end = kind.span_of(version.values)
    if not kind.start:
        return ""
    if kind.start == "year":
        return f"{start[:4]}年"
    if start == end:
        return filters.month(start)
    return f"{filters.month(start)} 至 {filters.month(end) if end else '今'}"


def looked_for(records: Sequence[Item], *, kind: str, state: str) -> list[Item]:
    """The records of this kind and in this state; with none, of all and in all."""
    return [one for one in records if kind in ("", one.kind.code) and state in ("", one.state)]


def groups(records: Sequence[Item]) -> list[tuple[Kind, list[Shown]]]:
    """Records by kind; kinds without any are left out."""
    found = ((kind, [shown(item) for item in records if item.kind is kind]) for kind in RECORD_KINDS)
    return [(kind, entries) for kind, entries in found if entries]


def first_page(file: File | None) -> str:
    """What comes before any record: the employer, then the basic information (A2.1)."""
    return "/archive/basic?first=1" if file else "/archive/employer"


def drafts(file: File) -> list[Item]:
    """What the applicant has not submitted."""
    return waiting(file.items)


def _rows(item: Item, version: Version) -> Iterator[tuple[str, object]]:
    """What is filled in."""
    for field in item.kind.fields:
        lines = value(field, version.values.get(field.name)).splitlines()
        if lines:
            yield field.label, lines if len(lines) > 1 else lines[0]
    if item.kind is BASIC:
        return
    yield "公示范围", VISIBILITY_NAMES[version.visibility]
    yield "佐证材料", evidence.links(version.files) or "没有上传"
