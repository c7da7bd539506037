"""What is sealed of the form."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.sections.declaration import DeclarationSection
from services.declaration.drafting.domain.answers import read
from services.declaration.submission.operations import section
from tests.unit.services.declaration.drafting.test_answers import VERIFIED, answers
from tests.unit.services.declaration.enclosures import enclosures
from tests.unit.services.declaration.plans import a_plan

LANDMARK = {"kind": "landmark", "landmark": "主持建成走航监测系统，被列为省级技术指南。"}


def sealed(**changes: str | list[str]) -> DeclarationSection:
    plan = a_plan()
    form, faults = read(answers(**changes), plan, date(2022, 8, 1), VERIFIED)
    assert form, faults
    return section(plan.id, plan.version, enclosures(plan=plan), form)


@pytest.mark.rule("M2.2")
@pytest.mark.parametrize(
    ("changes", "remarks"),
    [
        ({}, ()),
        ({"options": ["再次通过中级申报"]}, ()),
        ({"options": ["技能人才"]}, ("技能人才",)),
        ({"kind": "transfer"}, ("转评",)),
        ({"kind": "transfer", "options": ["技能人才"]}, ("转评",)),
        (LANDMARK, ("专家举荐",)),
    ],
)
def test_the_remark_follows_from_what_is_declared(
    changes: dict[str, str | list[str]], remarks: tuple[str, ...]
) -> None:
    assert sealed(**changes).remarks == remarks


@pytest.mark.rule("M2.2")
def test_a_direct_recommendation_by_the_unit_is_a_remark_too() -> None:
    plain = sealed()

    direct = replace(plain, declared=replace(plain.declared, kind="self-assessment"))

    assert direct.remarks == ("单位直接推荐",)


@pytest.mark.rule("A6.3")
def test_the_landmark_achievement_is_sealed() -> None:
    assert sealed(**LANDMARK).landmark == LANDMARK["landmark"]
