"""Which stops send to the office that accepts, and so give a letter of commission (M1.1)."""

from dataclasses import replace
from pathlib import Path

import pytest

import cities
from cities.city import City

pytestmark = pytest.mark.rule("M1.1")
KNOWN = cities.load(Path("cities"))


def needing(city: City, plan: str) -> list[str]:
    stages = dict.fromkeys(stop.stage for route in city.routes for stop in route.stop)
    return [stage for stage in stages if city.needs_commission(plan, stage)]


def plan_of(city: City, level: str) -> str:
    return next(plan.id for plan in city.plans if plan.level == level)


@pytest.mark.parametrize(("level", "stages"), [("中级", ["city-hr"]), ("高级", ["committee"])])
def test_only_who_sends_to_the_accepting_office_gives_one(level: str, stages: list[str]) -> None:
    city = KNOWN.city("shaoxing")
    assert needing(city, plan_of(city, level)) == stages


def test_it_is_addressed_to_the_committee_that_accepts() -> None:
    city = KNOWN.city("shaoxing")
    engineers = city.commissioned_by(plan_of(city, "中级"), "city-hr")
    senior = city.commissioned_by(plan_of(city, "高级"), "committee")
    assert engineers is not None
    assert engineers.name.startswith("绍兴市环境保护工程技术人员中级")
    assert senior is not None
    assert senior.slug == "senior-committee"


def test_a_stop_that_some_places_lack_is_passed_over() -> None:
    city = KNOWN.city("xinhai")
    asks = replace(city, letter_of_commission=True, sends_in_batches=True)
    routes = tuple(
        route.model_copy(
            update={
                "stop": tuple(
                    stop.model_copy(update={"absent_in": ("高新功能区",)})
                    if stop.stage == "city-hr"
                    else stop
                    for stop in route.stop
                )
            }
        )
        for route in asks.routes
    )
    assert "city-department" in needing(replace(asks, routes=routes), plan_of(city, "中级"))
    assert "city-department" not in needing(asks, plan_of(city, "中级"))


def test_where_nothing_is_sent_together_or_the_city_wants_none_nobody_gives_one() -> None:
    city, other = KNOWN.city("shaoxing"), KNOWN.city("xinhai")
    assert not needing(replace(city, letter_of_commission=False), plan_of(city, "中级"))
    assert not needing(other, plan_of(other, "中级"))
