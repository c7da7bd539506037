"""A declaration of another kind arrives: what it asks for besides is submitted and seen by the employer."""

import pytest

from deploy.demo.kinds import WAYS
from tests.e2e.conftest import Begin


@pytest.mark.rule("A6.4")
async def test_a_declaration_by_self_assessment_is_submitted(begin: Begin) -> None:
    journey = await begin(WAYS["self-assessment"])
    await journey.go(journey.declaring())

    await journey.clerk.open("/")
    case = await journey.clerk.open(await journey.clerk.task(journey.cast.applicant_name))
    for words in (
        "自评申报",
        "单位直接推荐",
        "自评总分 87 分（须达到 80 分）",
        "浙江省科学技术进步奖：第 1 名，15 分",
        "系统重新计算自评分 重新计算 87 分，与申报人员的自评分一致",
    ):
        assert words in case.text
