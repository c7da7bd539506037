"""What the pages show of an item."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kit.web import filters
from services.archive.domain.basic import BASIC
from services.archive.domain.fields import Field, Shape, Value
from services.archive.domain.items import Item, State, Version, basic_of, records_of, waiting
from services.archive.domain.kind import VISIBILITIES, Kind
from services.archive.domain.kinds import RECORD_KINDS
from services.archive.domain.verification import Happened
from services.archive.operations.files import File
from services.archive.web import evidence

Tag = tuple[str, str]

TAGS: Mapping[State | None, Tag] = {
    None: ("待填写", "todo"),
    State.DRAFT: ("待提交", "todo"),
    State.SUBMITTED: ("待核验", "waiting"),
    State.VERIFIED: ("已核验", "good"),
    State.RETURNED: ("已退回", "bad"),
}


STATES = [(state.value, text) for state, (text, _) in TAGS.items() if state]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An item as a list or a card shows it."""

    item: Item
    title: str
    when: str
    tag: Tag
    rows: Sequence[tuple[str, object]]

    @property
    def href(self) -> str:
        """Where the applicant changes it."""
        return f"/archive/records/{self.item.id}"


def shown(item: Item, version: Version | None = None) -> Shown:
    """An item in its latest version, or in the one that is given."""
    version = version or item.current
    return Shown(
        item=item,
        title=item.kind.title_of(version.values),
        when=when(item.kind, version),
        tag=TAGS[version.state],
        rows=list(_rows(item, version)),
    )


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


def tasks(file: File | None) -> list[dict[str, Any]]:
    """The applicant's steps: employer, basic information, records, submission."""
    basic = basic_of(file.items) if file else None
    return [
        {
            "title": "现工作单位",
            "href": "/archive/employer",
            "hint": file.employer.name if file else "从已注册的用人单位中选择",
            "status": ("已选择", "good") if file else ("待选择", "todo"),
        },
        {
            "title": "个人基本信息",
            "href": "/archive/basic" if file else None,
            "status": TAGS[basic.state if basic else None],
        },
        {
            "title": "我的业绩档案",
            "href": "/archive/records" if basic else None,
            "hint": _counted(file),
            "status": _records_tag(file),
        },
        {
            "title": "提交用人单位审核",
            "href": "/archive/submission" if basic else None,
            "status": _submission_tag(file),
        },
    ]


def drafts(file: File) -> list[Item]:
    """What the applicant has not submitted."""
    return waiting(file.items)


def returned(file: File | None) -> list[Item]:
    """What the employer returned and the applicant has not mended."""
    items = file.items if file else ()
    return [item for item in items if item.state is State.RETURNED and not item.is_deleted]


def returned_row(item: Item) -> tuple[str, str, str]:
    """What was returned, why, and where to mend it."""
    if item.kind is BASIC:
        return item.kind.name, item.current.reason, "/archive/basic"
    return f"{item.kind.name}：{item.title}", item.current.reason, f"/archive/records/{item.id}"


def turn(file: File | None) -> dict[str, Any]:
    """Whose turn it is with the file, and why."""
    mine = {"who": "您本人", "mine": True, "since": None, "next": None, "can_declare": False}
    if file is None:
        return mine | {"why": "请先选择现工作单位，再填写个人基本信息和业绩档案。"}
    if returned(file):
        return mine | {"why": "用人单位退回了部分内容，请按退回原因修改后重新提交。"}
    if waiting(file.items) or not records_of(file.items) or basic_of(file.items) is None:
        return mine | {"why": "请填写完整后提交用人单位审核。", "next": "用人单位核验通过后即可申报"}
    submitted = [item.current for item in file.items if item.state is State.SUBMITTED]
    if submitted:
        return {
            "who": file.employer.name,
            "mine": False,
            "can_declare": False,
            "why": f"正在核验您提交的 {len(submitted)} 项内容。",
            "since": min(version.submitted_at for version in submitted if version.submitted_at),
            "next": "核验结果会以短信告知您",
        }
    told = "个人基本信息和业绩档案已核验通过，可以申报。"
    return mine | {"why": told, "mine": False, "can_declare": True}


def _counted(file: File | None) -> str:
    records = records_of(file.items) if file else []
    if not records:
        return "学习和工作经历、业绩、获奖、论文、继续教育、年度考核等"
    states = [item.state for item in records]
    parts = [f"{TAGS[s][0]} {states.count(s)} 条" for s in TAGS if s and states.count(s)]
    return f"共 {len(records)} 条：{'，'.join(parts)}"


def _records_tag(file: File | None) -> Tag:
    states = {item.state for item in records_of(file.items)} if file else set()
    order = (State.RETURNED, State.DRAFT, State.SUBMITTED, State.VERIFIED)
    return TAGS[next((state for state in order if state in states), None)]


def _submission_tag(file: File | None) -> Tag:
    count = len(waiting(file.items)) if file else 0
    if count:
        return (f"{count} 项待提交", "todo")
    return ("无待提交", "neutral")


def _rows(item: Item, version: Version) -> Iterator[tuple[str, object]]:
    """What is filled in, and what it was when it was verified last."""
    is_newer = version.id == item.current.id and item.has_older_verified
    before = item.changes if is_newer else {}
    for field in item.kind.fields:
        lines = value(field, version.values.get(field.name)).splitlines()
        if field.name in before:
            told = value(field, before[field.name]) or "未填写"
            yield field.label, [*(lines or ["未填写"]), f"（上次核验：{told}）"]
        elif lines:
            yield field.label, lines if len(lines) > 1 else lines[0]
    if item.kind is BASIC:
        return
    yield "公示范围", VISIBILITIES[version.visibility]
    yield "佐证材料", evidence.links(version.files) or "没有上传"
    older = item.verified if is_newer else None
    if older and older.files != version.files:
        yield "上次核验时的佐证材料", evidence.links(older.files) or "没有上传"


def happened(one: Happened) -> dict[str, Any]:
    """A line of the timeline."""
    if one.submitted:
        return {"title": f"提交 {one.submitted} 项内容", "who": f"您本人，提交给{one.employer}", "at": one.at}
    parts = ((one.verified, f"核验通过 {one.verified} 项"), (one.returned, f"退回修改 {one.returned} 项"))
    title = "，".join(words for count, words in parts if count)
    return {"title": title, "who": f"{one.employer}　{one.clerk}", "at": one.at}
