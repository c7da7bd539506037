"""A declaration of another kind arrives: what it asks for besides is submitted and seen by the employer."""

import pytest

from deploy.demo.kinds import WAYS
from tests.e2e.conftest import Begin


@pytest.mark.rule("A6.3")
@pytest.mark.rule("X1.1")
async def test_a_declaration_by_a_landmark_achievement_is_submitted(begin: Begin) -> None:
    journey = await begin(WAYS["landmark"])
    await journey.go(journey.declaring())

    await journey.clerk.open("/")
    case = await journey.clerk.open(await journey.clerk.task(journey.cast.applicant_name))
    for words in (
        "标志性业绩直接申报",
        "两级沉降加超声清洗",
        "专家举荐",
        "推荐专家1",
        "陈国平",
        "推荐专家2",
        f"经对{journey.cast.applicant_name}的评审材料",
    ):
        assert words in case.text
