"""The letter of commission names the committee, the unit and everybody for whom it is given (M1.1)."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from contracts.commission import Facts, People, Person
from services.documents.papers import rendering
from services.documents.papers.commission_letter.content import content
from services.documents.papers.domain.paper import Kind
from services.documents.papers.rendering import Renderer
from tests.unit.services.documents.conftest import SOMEBODY, PageTexts, in_one_loop

SAMPLE = Path(rendering.__file__).parents[1] / "commission_letter/sample.json"
LETTER = UUID(int=7)
PERSON = Person(
    name="张三",
    employer="绍兴清源环境科技有限公司",
    department="绍兴市人才服务中心",
    title_applied="工程师",
    specialty="环境监测",
)
PEOPLE = People(letter_id=LETTER, number=0, people=(PERSON,))
FACTS = Facts(
    letter_id=LETTER,
    account_id=UUID(int=1),
    printed_on=date(2022, 9, 28),
    platform="浙江省专业技术职务任职资格申报与评审管理服务平台",
    committee="绍兴市环境保护工程技术人员中级专业技术职务任职资格评审委员会",
    unit="绍兴市人力资源和社会保障局",
    plan="2022年度绍兴市生态环境专业工程师评审申报计划",
    basis="《职称评审管理暂行规定》第二十八条",
    contact="赵六",
    telephone="0575-88096909",
    total=1,
    parts=1,
)

pytestmark = pytest.mark.rule("M1.1")


@in_one_loop
async def test_every_fact_and_everybody_is_there_with_room_for_seal_number_and_date(
    renderer: Renderer, page_texts: PageTexts
) -> None:
    told = content(FACTS, [PERSON, replace(PERSON, name="欧阳喆")])
    letter, people = page_texts(await renderer.render(SOMEBODY, Kind.COMMISSION_LETTER, told))
    for fact in (
        *(FACTS.committee, FACTS.unit, FACTS.contact, FACTS.telephone, "1人（名单附后）"),
        *("编号", "委托单位（公章）", "负责人（签字）", "日期"),
    ):
        assert fact in letter
    seen = people.replace("\n", "")
    for fact in ("张三", "欧阳喆", PERSON.title_applied, PERSON.specialty):
        assert fact in seen


@in_one_loop
async def test_a_thousand_people_fit_and_the_heads_of_the_list_are_repeated(
    renderer: Renderer, page_texts: PageTexts
) -> None:
    told = content(replace(FACTS, total=1000), [PERSON] * 1000)
    _, *pages = page_texts(await renderer.render(SOMEBODY, Kind.COMMISSION_LETTER, told))
    assert all("序号" in page for page in pages)
    assert "1000" in pages[-1]


@in_one_loop
async def test_the_sample_has_the_shape_of_the_content(renderer: Renderer, page_texts: PageTexts) -> None:
    sample, made = json.loads(SAMPLE.read_text(encoding="utf-8")), content(FACTS, [PERSON])
    assert sample.keys() == made.keys()
    assert [row[0] for row in sample["rows"]] == [row[0] for row in made["rows"]]
    assert {len(row) for row in sample["people"]} == {len(row) for row in made["people"]}
    pdf = await renderer.render(SOMEBODY, Kind.COMMISSION_LETTER, sample)
    assert pdf == await renderer.render(SOMEBODY, Kind.COMMISSION_LETTER, sample)
    assert len(page_texts(pdf)) == 2
