"""The way of a declaration through the offices: which, in which order, for whom (B5.1, B5.2, P1.1, P2.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pydantic import Field

from cities.offices import Office
from cities.rows import Level, OfficeKind, Row, Slug, Text, TitleLevel

OfficeDuty = Literal[
    "examine",
    "accept",
    "charge",
    "hand_in",
    "charge_recommendation",
    "meet",
    "publish_results",
    "recommend",
]


# Where nobody pays, an accepted case goes on to its form: no word of routes.toml, the plan says it.
StopDuty = OfficeDuty | Literal["issue_form"]


@dataclass(frozen=True)
class Stop:
    """One office on the way of a case. `stage` is unique on the route."""

    stage: str
    office_id: UUID
    office_name: str
    kind: OfficeKind
    duties: tuple[StopDuty, ...]


@dataclass(frozen=True, kw_only=True)
class Sender:
    """What the way depends on: the employer from which a case comes."""

    level: Level
    place: str
    credit_code: str = ""
    department_id: UUID | None = None
    own_committee: bool = False


class StopRule(Row):
    """Which office comes here: the one of this kind at this level.

    `office` names it; `of = "employer"` is the employer's own: its committee's office, or its department.
    `absent_in` lists the places that have no such office: their cases pass this stop by. `duties` is what the
    office does with a case, in order; what a pass means follows from it.
    """

    stage: Slug
    kind: OfficeKind
    level: Level
    office: Slug | None = None
    of: Literal["place", "employer"] = "place"
    absent_in: tuple[Text, ...] = ()
    duties: tuple[OfficeDuty, ...] = Field(default=("examine",), min_length=1)


class Route(Row):
    """The stops of an employer of a level, for plans of some levels; the employer itself comes first.

    With `own_committee` only for employers that have a mid-level committee of their own, or have none.
    """

    rule: Text
    employer: Level
    plans: tuple[TitleLevel, ...] = Field(min_length=1)
    own_committee: bool | None = None
    stop: tuple[StopRule, ...] = Field(min_length=1)

    def fits(self, title: TitleLevel, level: Level, *, own_committee: bool) -> bool:
        """Whether it is the way of such an employer for a plan of this level."""
        is_meant = self.own_committee is None or self.own_committee == own_committee
        return title in self.plans and self.employer == level and is_meant


class RoutesFile(Row):
    """routes.toml."""

    route: tuple[Route, ...]


def route_for(routes: Sequence[Route], title: TitleLevel, sender: Sender) -> Route | None:
    """Find the route of this employer for a plan of this level."""
    fitting = (one for one in routes if one.fits(title, sender.level, own_committee=sender.own_committee))
    return next(fitting, None)


def has_next(routes: Sequence[Route], title: TitleLevel, stage: str) -> bool:
    """Whether an office comes after this stop on the way of such a plan."""
    return any(rule.stage == stage for route in routes if title in route.plans for rule in route.stop[:-1])


def meets(routes: Sequence[Route], title: TitleLevel, stage: str) -> bool:
    """Whether a committee votes at this stop of such a plan."""
    return any(
        rule.stage == stage and "meet" in rule.duties
        for route in routes
        if title in route.plans
        for rule in route.stop
    )


def sends_to_acceptance(routes: Sequence[Route], title: TitleLevel, stage: str) -> bool:
    """Whether the office that accepts comes next after this stop, for some employer (M1.1)."""
    return any(_is_sent_to(route.stop, stage) for route in routes if title in route.plans)


def acceptor_after(
    routes: Sequence[Route], title: TitleLevel, stage: str, offices: Sequence[Office]
) -> Office | None:
    """The office that accepts what this stop sends to it; none where it is not the same for all."""
    rules = [
        rule
        for route in routes
        if title in route.plans and _is_sent_to(route.stop, stage)
        for rule in route.stop
        if "accept" in rule.duties
    ]
    found = {office.id: office for rule in rules for office in offices if _can_mean(rule, office)}
    return next(iter(found.values())) if len(found) == 1 else None


def _is_sent_to(stops: Sequence[StopRule], stage: str) -> bool:
    """Whether nothing lies between, or only what some places do not have."""
    names = [stop.stage for stop in stops]
    if stage not in names:
        return False
    for stop in stops[names.index(stage) + 1 :]:
        if "accept" in stop.duties:
            return True
        if not stop.absent_in:
            return False
    return False


def duties_of(routes: Sequence[Route], title: TitleLevel, office: Office) -> frozenset[OfficeDuty]:
    """Everything that an office does with cases of such a plan; empty where none comes to it."""
    return frozenset(
        duty
        for route in routes
        if title in route.plans
        for rule in route.stop
        if _can_mean(rule, office)
        for duty in rule.duties
    )


def charges_recommendation(routes: Sequence[Route], title: TitleLevel) -> bool:
    """Whether some mid-level committee charges for recommending cases of such a plan (B2.1)."""
    return any(
        "charge_recommendation" in rule.duties
        for route in routes
        if title in route.plans
        for rule in route.stop
    )


def accepts(routes: Sequence[Route], title: TitleLevel, office: Office) -> bool:
    """Whether an office accepts the cases of such a plan: it is the office of the plan's committee."""
    return "accept" in duties_of(routes, title, office)


def duties_for(rule: StopRule, *, is_free: bool) -> tuple[StopDuty, ...]:
    """What an office does with the cases of a plan; where nobody pays it charges nothing."""
    if not is_free:
        return rule.duties
    return tuple(
        "issue_form" if duty == "charge" else duty for duty in rule.duties if duty != "charge_recommendation"
    )


def resolve(
    route: Route, sender: Sender, offices: Sequence[Office], *, is_free: bool = False
) -> tuple[Stop, ...] | None:
    """Name the office at each stop; none when the employer's own office is not known at one of them."""
    stops = []
    for rule in route.stop:
        if sender.place in rule.absent_in:
            continue
        found = candidates(rule, sender, offices)
        if len(found) != 1:
            return None
        duties = duties_for(rule, is_free=is_free)
        stops.append(Stop(rule.stage, found[0].id, found[0].name, found[0].kind, duties))
    return tuple(stops)


def candidates(rule: StopRule, sender: Sender, offices: Sequence[Office]) -> list[Office]:
    """The offices that a stop can mean; `route_faults` proved that there is one."""
    fitting = [one for one in offices if (one.kind, one.level) == (rule.kind, rule.level)]
    if rule.of == "employer":
        return [one for one in fitting if _is_own(one, sender)]
    if rule.office:
        return [one for one in fitting if one.slug == rule.office]
    return [
        one for one in fitting if not one.serves and (rule.level != "county" or one.place == sender.place)
    ]


def _can_mean(rule: StopRule, office: Office) -> bool:
    """Whether a stop can be this office, for some employer: what `candidates` finds for one of them."""
    if (rule.kind, rule.level) != (office.kind, office.level):
        return False
    if rule.of == "employer":
        return office.kind != "committee" or bool(office.serves)
    return office.slug == rule.office if rule.office else not office.serves


def _is_own(office: Office, sender: Sender) -> bool:
    if office.kind == "committee":
        return sender.credit_code in office.serves
    return office.id == sender.department_id
