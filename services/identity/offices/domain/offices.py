"""The tree of offices: what it is, and what a new folder of a city changes in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

LABELS = {
    "name": "名称",
    "slug": "代号",
    "kind": "类别",
    "level": "层级",
    "place": "地区",
    "parent": "上级机构",
}
NO_HEIR = "没有承接机构（replaces），其未办结的申报将无人能办"
NAME_FIELDS = frozenset({"name", "slug"})


@dataclass(frozen=True, kw_only=True)
class OfficeFacts:
    """An office as it is, or was; `parent` is a slug."""

    id: UUID
    slug: str
    name: str
    kind: str
    level: str
    place: str
    parent: str = ""


@dataclass(frozen=True, kw_only=True)
class OfficeVersion:
    """What an office was from one moment to another."""

    facts: OfficeFacts
    from_at: datetime
    until_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Closing:
    """An office that is gone, and who carries its cases on."""

    office: OfficeFacts
    successor: OfficeFacts | None


@dataclass(frozen=True, kw_only=True)
class OfficeChanges:
    """What applying a folder does to the tree. `conflicts` forbid it."""

    opened: tuple[OfficeFacts, ...] = ()
    changed: tuple[tuple[OfficeFacts, OfficeFacts], ...] = ()  # before, after
    closed: tuple[Closing, ...] = ()
    conflicts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(self.opened or self.changed or self.closed)


def changes(
    before: Iterable[OfficeFacts], after: Iterable[OfficeFacts], heirs: Mapping[str, UUID]
) -> OfficeChanges:
    """From one tree to another; `heirs`: slug of an office that is gone → office that takes over."""
    old = {office.id: office for office in before}
    new = {office.id: office for office in after}
    return OfficeChanges(
        opened=tuple(office for office in new.values() if office.id not in old),
        changed=tuple((old[one.id], one) for one in new.values() if old.get(one.id, one) != one),
        closed=tuple(
            Closing(office=office, successor=new.get(heirs.get(office.slug, office.id)))
            for office in old.values()
            if office.id not in new
        ),
        conflicts=tuple(_conflicts(old.values(), new.values())),
    )


def _conflicts(old: Iterable[OfficeFacts], new: Iterable[OfficeFacts]) -> Iterator[str]:
    """A slug that names another office than before would cut its cases off."""
    ids = {office.slug: office.id for office in old}
    for office in new:
        known = ids.get(office.slug)
        if known is not None and known != office.id:
            yield (
                f"机构“{office.slug}”（{office.name}）的编号变了，原有的申报和账号会断开。"
                "请保留原来的 replaces；它承接别的机构时，把自己的 slug 写在 replaces 的第一位"
            )


def words(found: OfficeChanges) -> Iterator[str]:
    """What changes, one line each."""
    for office in found.opened:
        yield f"新增机构：{office.name}（{office.slug}，{office.place}）"
    for before, after in found.changed:
        moved = [name for name in LABELS if getattr(before, name) != getattr(after, name)]
        what = "机构更名" if NAME_FIELDS.issuperset(moved) else "机构调整"
        parts = "；".join(
            f"{LABELS[one]} {getattr(before, one) or '无'} → {getattr(after, one) or '无'}" for one in moved
        )
        yield f"{what}：{before.name}（{parts}）"
    for closing in found.closed:
        heir = f"由 {closing.successor.name} 承接" if closing.successor else NO_HEIR
        yield f"撤销机构：{closing.office.name}（{closing.office.slug}），{heir}"
