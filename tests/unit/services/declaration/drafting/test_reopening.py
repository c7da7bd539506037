from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contracts.application import Verdict
from contracts.case import Role
from contracts.sections.decision import DecisionSection, ItemFinding
from services.declaration.drafting.domain.reopening import AREAS, Opening, closed, named, reason_fault
from services.review.examination.domain.items import ITEMS
from tests.unit.sections.written import decision

NOON = datetime(2022, 8, 1, 4, tzinfo=UTC)


def a_return(*items: tuple[str, str], changes: tuple[str, ...] = ()) -> DecisionSection:
    """A return with findings; the name of an item is its code here."""
    found = tuple(ItemFinding(item=code, name=code, finding=mark, remark="") for code, mark in items)
    return replace(decision(Role.DEPARTMENT, Verdict.RETURNED), items=found, changes=changes)


@pytest.mark.rule("B3.2")
@pytest.mark.parametrize(
    ("decided", "opened"),
    [
        (a_return(("photo", "unclear"), ("form", "ok")), {"photo"}),
        (a_return(("photo", "ok"), ("form", "ok"), changes=("photo",)), {"photo"}),
        (a_return(("education", "unmet"), ("basic", "unclear")), {"records", "attachments", "basic"}),
        (a_return(("form", "unclear")), {"form", "experts", "assessment"}),
        (a_return(("form", "ok")), set(AREAS)),
        (a_return(), set(AREAS)),
        (a_return(("photo", "unclear"), ("item-of-tomorrow", "unmet")), set(AREAS)),
        (a_return(("photo", "unclear"), ("item-of-tomorrow", "ok")), {"photo"}),
    ],
)
def test_a_return_opens_what_it_names_and_everything_where_that_is_not_known(
    decided: DecisionSection, opened: set[str]
) -> None:
    assert named(decided) == opened


@pytest.mark.parametrize("item", sorted(ITEMS))
def test_every_item_that_an_office_examines_opens_something(item: str) -> None:
    assert named(a_return((item, "unmet"))) < set(AREAS)


@pytest.mark.rule("B3.2")
def test_what_was_neither_named_nor_asked_for_is_closed() -> None:
    opened = [
        Opening(area=area, reason=why, opened_at=NOON) for area, why in (("form", ""), ("photo", "旧照"))
    ]

    assert closed(opened) == set(AREAS) - {"form", "photo"}
    assert closed([]) == frozenset()


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", "请写明"),
        (" \n\u3000", "请写明"),
        ("字" * 200, None),
        ("字" * 201, "请删减 1 字"),
        ("好" + " " * 20_000 + "好", "空白"),
    ],
)
def test_a_reason_is_there_and_short_enough_to_be_read(reason: str, said: str | None) -> None:
    fault = reason_fault(reason)

    assert fault == said or (fault and said and said in fault)
