"""A case keeps the terms of its plan with which it began, whatever the plan says today (decision 11)."""

from dataclasses import replace

import pytest

from cities import Cities, Plan, Sender
from cities.plan import TERMS
from tests.unit.services.declaration.plans import CITIES, a_plan

CITY, PLAN = "shaoxing", "2022-engineer"
CHANGED: dict[str, object] = {
    "title": "另一个名称",
    "level": "高级",
    "year": 2023,
    "fee_item": "评审推荐费",
    "achievements": {"paper": 1},
    "representative": 1,
    "publicity_days": 7,
    "photo": a_plan().photo.model_copy(update={"min_width": 400, "background": "any"}),
    "copies": a_plan().copies.model_copy(update={"standard": 5}),
}


def changed() -> tuple[Cities, Plan]:
    """The cities after everything of the plan that other services go by was changed."""
    plan = a_plan(**CHANGED)
    found = CITIES.city(CITY)
    plans = tuple(plan if one.id == PLAN else one for one in found.plans)
    return Cities({**CITIES.by_slug, CITY: replace(found, plans=plans)}), plan


def test_every_term_is_changed_by_this_test() -> None:
    assert CHANGED.keys() == TERMS


@pytest.mark.parametrize("name", sorted(TERMS))
def test_a_plan_that_changed_is_for_an_open_case_what_it_was(name: str) -> None:
    _, today = changed()
    assert getattr(today, name) != getattr(a_plan(), name)
    assert getattr(today.begun(a_plan().terms), name) == getattr(a_plan(), name)
    assert getattr(today.begun(""), name) == getattr(today, name)


@pytest.mark.rule("B2.1")
@pytest.mark.rule("B5.1")
def test_fee_and_route_of_an_open_case_are_those_of_its_beginning() -> None:
    today, _ = changed()
    begun = today.begun(CITY, PLAN, a_plan().terms)
    sender = Sender(level="city", place="市本级")
    assert today.fee(CITY, PLAN) != CITIES.fee(CITY, PLAN) == begun.fee(CITY, PLAN)
    assert today.route(CITY, PLAN, sender) != CITIES.route(CITY, PLAN, sender)
    assert begun.route(CITY, PLAN, sender) == CITIES.route(CITY, PLAN, sender)
    assert begun.plan(CITY, "2022-senior-engineer") is CITIES.plan(CITY, "2022-senior-engineer")
