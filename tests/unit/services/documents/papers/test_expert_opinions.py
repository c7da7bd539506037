"""The form that two experts sign has all that annex 4 asks for, twice, and fits on one page (X1.1)."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from contracts.recommendation import OpinionsForm
from services.documents.papers import rendering
from services.documents.papers.domain.paper import Kind
from services.documents.papers.expert_opinions.content import content
from services.documents.papers.rendering import Renderer
from tests.unit.sections.written import declaration
from tests.unit.services.documents.conftest import SOMEBODY, PageTexts, in_one_loop

SAMPLE = Path(rendering.__file__).parents[1] / "expert_opinions/sample.json"
FORM = OpinionsForm(
    account_id=UUID(int=1),
    platform="浙江省专业技术职务任职资格申报与评审管理服务平台",
    statement="经对王志远的评审材料及《量化评价表》审核，本人愿意推荐其参加评审。",
    made_on=date(2022, 8, 1),
)

pytestmark = pytest.mark.rule("X1.1")


@in_one_loop
async def test_each_expert_has_room_for_everything(renderer: Renderer, page_texts: PageTexts) -> None:
    (page,) = page_texts(await renderer.render(SOMEBODY, Kind.EXPERT_OPINIONS, content(FORM)))
    told = "".join(page.split())
    assert "举荐专业技术职务任职资格专家意见表" in told
    for words in ("姓名", "单位", "职称", "从事专业", "手机", "专家评价分", "推荐理由：", "签名：", "日期："):
        assert told.count(words) == 2, words
    assert told.count(FORM.statement) == 2
    assert "推荐专家1" in told
    assert "推荐专家2" in told


@in_one_loop
async def test_what_was_submitted_is_printed_with_the_signature_of_who_signed_on_the_phone(
    renderer: Renderer, page_texts: PageTexts
) -> None:
    submitted = declaration()
    longest = tuple(replace(one, reason="优" * 500) for one in submitted.recommendations)
    told = content(FORM, replace(submitted, recommendations=longest))
    assert [bool(expert["picture"]) for expert in told["experts"]] == [False, True]

    (page,) = page_texts(await renderer.render(SOMEBODY, Kind.EXPERT_OPINIONS, told))

    shown = "".join(page.split())
    for words in ("陈国平", "沈丽", "13905750002", "浙江省生态环境科学设计研究院", "在手机上签名"):
        assert words in shown
    assert shown.count("优") == 1000
    assert shown.count("2022") == 2


@in_one_loop
async def test_the_sample_has_the_shape_of_the_content_and_fits_on_one_page(
    renderer: Renderer, page_texts: PageTexts
) -> None:
    sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
    assert sample.keys() == content(FORM).keys()
    pdf = await renderer.render(SOMEBODY, Kind.EXPERT_OPINIONS, sample)
    assert pdf == await renderer.render(SOMEBODY, Kind.EXPERT_OPINIONS, sample)
    assert len(page_texts(pdf)) == 1
