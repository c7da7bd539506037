"""Why a declaration goes the way it goes: each stop of a route with its rule, and why it is this office."""

from collections.abc import Iterator
from dataclasses import dataclass

from cities.city import City
from cities.coverage import KINDS
from cities.offices import Office
from cities.plan import Plan
from cities.routes import Route, Sender, StopDuty, StopRule, candidates, duties_for, route_for
from cities.rows import Level

LEVELS: dict[Level, str] = {"province": "省级", "city": "市级", "county": "县级"}


@dataclass(frozen=True, kw_only=True)
class Step:
    """A stop of a route for one employer. It comes to no office where `absent` or where one is not found."""

    stage: str
    office: Office | None
    duties: tuple[StopDuty, ...]
    absent: bool
    why: str


@dataclass(frozen=True, kw_only=True)
class Explained:
    """The route of an employer for a plan; `number` counts the routes of routes.toml, from one."""

    number: int
    route: Route
    steps: tuple[Step, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every stop has its office or is absent, so that cases can go this way."""
        return all(step.absent or step.office for step in self.steps)


def explain(city: City, plan: Plan, sender: Sender) -> Explained | None:
    """Find the way of such an employer and why each stop is on it; none when no route is for it."""
    route = route_for(city.routes, plan.level, sender)
    if route is None or city.level_of(sender.place) != sender.level:
        return None
    steps = tuple(_step(rule, sender, city, plan) for rule in route.stop)
    return Explained(number=city.routes.index(route) + 1, route=route, steps=steps)


def choice_words(found: Explained, city: City, plan: Plan, sender: Sender) -> Iterator[str]:
    """Walk through the reasons for which this route was chosen, and no other."""
    yield f"“{sender.place}”在 city.toml 中属{LEVELS[sender.level]}，计划 {plan.id} 评审{plan.level}"
    if found.route.own_committee is None:
        return
    office = city.serving(sender.credit_code) if sender.credit_code else None
    if office:
        yield f"单位 {sender.credit_code} 自设中评委：offices.toml 的 {office.slug} 写明为其办公室（serves）"
    elif sender.own_committee:
        yield "单位登记为自设中评委"
    else:
        yield "单位未设中评委"


def _step(rule: StopRule, sender: Sender, city: City, plan: Plan) -> Step:
    absent = sender.place in rule.absent_in
    found = [] if absent else candidates(rule, sender, city.offices)
    office = found[0] if len(found) == 1 else None
    why = _absent_words(rule, sender) if absent else _office_words(rule, sender, office)
    duties = duties_for(rule, is_free=plan.is_free)
    return Step(stage=rule.stage, office=office, duties=duties, absent=absent, why=why)


def _absent_words(rule: StopRule, sender: Sender) -> str:
    return f"不经过：“{sender.place}”写在 absent_in 中，没有{_wanted(rule)}"


def _office_words(rule: StopRule, sender: Sender, office: Office | None) -> str:
    wanted = _wanted(rule)
    if rule.of == "employer":
        if rule.kind == "committee":
            return (
                f"单位自设中评委的办公室：serves 中写有 {sender.credit_code}"
                if office
                else f"没有 serves 中写有“{sender.credit_code}”的{wanted}，请在 offices.toml 中补上"
            )
        return f"单位自己的主管部门（{wanted}）" if office else f"单位没有登记{wanted}，请核对其主管部门"
    if rule.office:
        return f"routes.toml 以 office 指定的{wanted}"
    whose = sender.place if rule.level == "county" else "本省" if rule.level == "province" else "本市"
    return f"{whose}的{wanted}"


def _wanted(rule: StopRule) -> str:
    return f"{LEVELS[rule.level]}{KINDS[rule.kind]}"
