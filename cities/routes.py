"""The way of a declaration through the offices: which kinds, in which order (B5.1, B5.2)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import Field

from cities.offices import Office
from cities.rows import Level, OfficeKind, Row, Slug, Text, TitleLevel


@dataclass(frozen=True)
class Stop:
    """One office on the way of a case. `stage` is unique on the route."""

    stage: str
    office_id: UUID
    office_name: str
    kind: OfficeKind


class StopRule(Row):
    """Which office comes here: the one of this kind at this level."""

    stage: Slug
    kind: OfficeKind
    level: Level


class Route(Row):
    """The stops of an employer of a level, for plans of some levels; the employer itself comes first."""

    rule: Text
    employer: Level
    plans: tuple[TitleLevel, ...] = Field(min_length=1)
    stop: tuple[StopRule, ...] = Field(min_length=1)


class RoutesFile(Row):
    """routes.toml."""

    route: tuple[Route, ...]


def route_for(routes: Sequence[Route], title: TitleLevel, employer: Level) -> Route | None:
    """Find the route of an employer of this level for a plan of this level."""
    return next((one for one in routes if title in one.plans and one.employer == employer), None)


def resolve(route: Route, place: str, offices: Sequence[Office]) -> tuple[Stop, ...]:
    """Name the office at each stop for an employer of this place; `check_routes` proved there is one."""
    return tuple(
        Stop(rule.stage, office.id, office.name, office.kind)
        for rule in route.stop
        for office in _candidates(rule, place, offices)
    )


def route_faults(
    routes: Sequence[Route],
    places: Mapping[str, Level],
    offices: Sequence[Office],
    titles: Mapping[str, TitleLevel],
) -> Iterator[tuple[str, str]]:
    """Walk through what is wrong: every plan needs a way for every place, with one office per stop."""
    for number, route in enumerate(routes, 1):
        place = f"route[{number}] {route.rule}"
        for stage, count in Counter(rule.stage for rule in route.stop).items():
            if count > 1:
                yield f"{place}.stop", f"环节“{stage}”出现了 {count} 次，请改为不同名称"
        for name in (name for name, level in places.items() if level == route.employer):
            yield from _stop_faults(place, route, name, offices)
    for plan, title in titles.items():
        for employer in sorted(set(places.values())):
            if route_for(routes, title, employer) is None:
                yield "route", f"计划 {plan}（{title}）缺少 {employer} 级单位的审核路径，请补上"


def _stop_faults(place: str, route: Route, name: str, offices: Sequence[Office]) -> Iterator[tuple[str, str]]:
    for number, rule in enumerate(route.stop, 1):
        count = len(_candidates(rule, name, offices))
        if count != 1:
            wanted = f"{rule.level} 级 {rule.kind} 机构"
            remedy = f"“{name}”的单位在此应有一个 {wanted}，现有 {count} 个，请在 offices.toml 中改正"
            yield f"{place}.stop[{number}] {rule.stage}", remedy


def _candidates(rule: StopRule, place: str, offices: Sequence[Office]) -> list[Office]:
    return [
        office
        for office in offices
        if (office.kind, office.level) == (rule.kind, rule.level)
        and (rule.level == "city" or office.place == place)
    ]
