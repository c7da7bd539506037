"""A city's offices as a tree, and its acceptance points (受理点)."""

from collections.abc import Iterator, Sequence
from typing import Literal
from uuid import UUID

from cities.rows import CreditCode, Level, OfficeKind, Phone, Row, Slug, Text
from contracts.normal.numbers import credit_code_fault
from kit.ids import derived


class HandIn(Row):
    """Where the printed review form is handed in (A10.2)."""

    name: Text
    address: Text


class Office(Row):
    """One office: competent department, HR department or committee office.

    `serves`: the employers (credit codes) whose own mid-level committee this is the office of (P1.1).
    `replaces`: the offices that it took over from; its id is that of the first, which can be itself.
    `hand_in`: where it receives papers, if not where the city says.
    """

    slug: Slug
    name: Text
    kind: OfficeKind
    level: Level
    place: Text
    parent: Slug | None = None
    address: Text | None = None
    phone: Phone | None = None
    hand_in: HandIn | None = None
    serves: tuple[CreditCode, ...] = ()
    replaces: tuple[Slug, ...] = ()
    city: str = ""

    @property
    def id(self) -> UUID:
        """The office's id: the same on every machine, and after it took over from another."""
        return derived("office", self.city, self.replaces[0] if self.replaces else self.slug)

    @property
    def ids(self) -> tuple[UUID, ...]:
        """Its id and those of the offices that it took over from: cases may lie under any of them."""
        return tuple(dict.fromkeys([self.id, *(derived("office", self.city, one) for one in self.replaces)]))

    @property
    def keeps_register(self) -> bool:
        """Whether it enters people in the register of dishonesty (诚信档案)."""
        return self.kind in {"hr", "committee"}

    def as_known(self, office_id: UUID) -> "Office | None":
        """This office under its own id, or under that of one that it took over: what is there stays there."""
        if office_id == self.id:
            return self
        found = next((one for one in self.replaces if derived("office", self.city, one) == office_id), None)
        return self.model_copy(update={"replaces": (found,)}) if found else None


class AcceptancePoint(Row):
    """Where declarations of a place are taken in (annex 5)."""

    place: Text
    name: Text
    address: Text
    phone: Phone
    office: Slug


class OfficesFile(Row):
    """offices.toml."""

    office: tuple[Office, ...]


class AcceptancePointsFile(Row):
    """acceptance_points.toml."""

    acceptance_point: tuple[AcceptancePoint, ...]


def office_faults(offices: Sequence[Office], places: dict[str, Level]) -> Iterator[tuple[str, str]]:
    """Walk through what is wrong with the tree of offices."""
    by_slug = {office.slug: office for office in offices}
    for number, office in enumerate(offices, 1):
        place = f"office[{number}] {office.slug}"
        if office is not by_slug[office.slug]:
            yield f"{place}.slug", "与另一机构重复，请改用别的名称"
        if office.place not in places:
            if office.level != "province":  # the province's own are above the city's places
                yield f"{place}.place", f"“{office.place}”不在 city.toml 的 place 中，请改正或补上"
        elif places[office.place] != office.level:
            yield f"{place}.level", f"“{office.place}”是 {places[office.place]} 级，请改为一致"
        if office.parent and office.parent not in by_slug:
            yield f"{place}.parent", f"没有机构“{office.parent}”，请改正或删除"
        elif _is_own_ancestor(office, by_slug):
            yield f"{place}.parent", "上级机构绕成了圈，请改正"
        yield from ((f"{place}.serves", remedy) for remedy in _serves_faults(office))
        for slug in office.replaces:
            if slug in by_slug and slug != office.slug:
                yield f"{place}.replaces", f"机构“{slug}”还在，不能被承接，请删除其一"
    yield from _once(offices, "serves", "单位“{}”的中评委办公室应只有一个，请只保留一处")
    yield from _once(offices, "replaces", "机构“{}”只能由一个机构承接，请只保留一处")


def _serves_faults(office: Office) -> Iterator[str]:
    if office.serves and office.kind != "committee":
        yield "只有评委会办公室（committee）可以写 serves，请删除"
    for code in office.serves:
        if credit_code_fault(code):
            yield f"统一社会信用代码“{code}”有误，请逐位核对"


def _once(
    offices: Sequence[Office], field: Literal["serves", "replaces"], remedy: str
) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for number, office in enumerate(offices, 1):
        for name in getattr(office, field):
            if name in seen:
                yield f"office[{number}] {office.slug}.{field}", remedy.format(name)
            seen.add(name)


def point_faults(
    points: Sequence[AcceptancePoint], offices: Sequence[Office], places: dict[str, Level]
) -> Iterator[tuple[str, str]]:
    """Walk through what is wrong with the acceptance points: each place has one, at a known office."""
    by_slug = {office.slug: office for office in offices}
    for number, point in enumerate(points, 1):
        place = f"acceptance_point[{number}] {point.place}"
        office = by_slug.get(point.office)
        if office is None:
            yield f"{place}.office", f"offices.toml 中没有机构“{point.office}”，请改正或补上"
        elif office.place != point.place:
            yield f"{place}.office", f"机构“{point.office}”属于{office.place}，请改为本地机构"
        if point.place not in places:
            yield f"{place}.place", "不在 city.toml 的 place 中，请改正或补上"
    for name in places:
        count = sum(point.place == name for point in points)
        if count != 1:
            yield "acceptance_point", f"“{name}”应有一个受理点，现有 {count} 个，请改正"


def with_contacts(
    city: str, offices: Sequence[Office], points: Sequence[AcceptancePoint]
) -> tuple[Office, ...]:
    """Bind offices to their city; one that is an acceptance point takes over its address."""
    by_office = {point.office: point for point in points}
    return tuple(_bound(city, office, by_office.get(office.slug)) for office in offices)


def _bound(city: str, office: Office, point: AcceptancePoint | None) -> Office:
    contact = {
        "address": office.address or (point.address if point else None),
        "phone": office.phone or (point.phone if point else None),
    }
    return office.model_copy(update={"city": city, **contact})


def above(office: Office, offices: Sequence[Office]) -> Iterator[Office]:
    """Walk up the tree of offices, which `office_faults` proved to be one."""
    by_slug = {one.slug: one for one in offices}
    while office.parent:
        office = by_slug[office.parent]
        yield office


def _is_own_ancestor(office: Office, by_slug: dict[str, Office]) -> bool:
    seen: set[str] = set()
    current: Office | None = office
    while current is not None and current.parent and current.slug not in seen:
        seen.add(current.slug)
        current = by_slug.get(current.parent)
    return current is not None and current.slug in seen
