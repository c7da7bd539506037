"""The texts that offices may start from, in themselves."""

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import pytest

import cities
from cities import Opinion
from cities.opinions import LEAST, Role, opinion_faults
from contracts.application import Verdict
from contracts.case import Role as Roles
from services.review.examination.domain import decisions
from services.review.examination.domain.opinions import filled, offered_at
from services.review.reasons.domain import TEXT_LENGTHS

PASSED = Opinion(code="fine", name="符合条件", verdict="passed", text="经审查符合申报条件，同意推荐。")
RETURNED = Opinion(code="blurred", name="不清", verdict="returned", item="photo", text="照片不清，请重传。")
REFUSED = Opinion(code="years", name="年限不足", verdict="refused", text="任现职年限不足。")
GOOD = (PASSED, RETURNED, REFUSED)


def test_the_texts_are_as_long_as_decisions_need() -> None:
    assert {
        Verdict.PASSED: decisions.OPINION_LENGTHS.start,
        Verdict.RETURNED: TEXT_LENGTHS.start,
        Verdict.REFUSED: decisions.REASON_LENGTHS.start,
    } == LEAST
    longest = {decisions.OPINION_LENGTHS.stop, TEXT_LENGTHS.stop, decisions.REASON_LENGTHS.stop}
    assert longest == {1001}
    assert set(get_args(Role)) == set(Roles) - {Roles.APPLICANT, Roles.PLATFORM}


@pytest.mark.parametrize("city", list(cities.load(Path(cities.__file__).parent)), ids=lambda city: city.slug)
def test_every_office_of_every_city_is_offered_something_for_each_verdict(city: cities.City) -> None:
    for role in get_args(Role):
        offered = offered_at(city.opinions, Roles(role))
        assert {"opinion", "reason_refused"} <= offered.keys()
        assert any(place.startswith("text-") for place in offered)


def test_texts_that_are_in_order_have_no_fault() -> None:
    assert list(opinion_faults(GOOD)) == []


@pytest.mark.parametrize(
    ("opinions", "fault"),
    [
        ((*GOOD, REFUSED.model_copy(update={"text": "不在申报范围。"})), "“years”出现了 2 次"),
        ((*GOOD, REFUSED.model_copy(update={"code": "again"})), "同一处有 2 条内容相同的意见"),
        ((RETURNED.model_copy(update={"item": None}),), "应写明是哪个审查项目"),
        ((PASSED.model_copy(update={"item": "photo"}),), "只有退回的意见分审查项目"),
        ((PASSED.model_copy(update={"text": "同意推荐。"}),), "至少 10 个字"),
        ((RETURNED.model_copy(update={"text": "重传"}),), "至少 5 个字"),
    ],
)
def test_what_is_wrong_with_the_texts_is_told(opinions: Sequence[Opinion], fault: str) -> None:
    (told,) = opinion_faults(opinions)
    assert fault in told[1]


def test_an_office_is_offered_its_own_texts_and_those_of_all() -> None:
    own = PASSED.model_copy(update={"roles": ("committee",)})
    assert offered_at([own, *GOOD[1:]], Roles.COMMITTEE) == {
        "opinion": [own],
        "text-photo": [RETURNED],
        "reason_refused": [REFUSED],
    }
    assert "opinion" not in offered_at([own, *GOOD[1:]], Roles.HR)


@pytest.mark.parametrize(
    ("written", "then"),
    [
        ("", "同意"),
        ("标准的话", "同意"),
        ("我写的", "我写的\n同意"),
        ("我写的\n同意", "我写的\n同意"),
    ],
)
def test_what_somebody_typed_stays(written: str, then: str) -> None:
    assert filled(written, "同意", ["标准的话", "同意"]) == then
