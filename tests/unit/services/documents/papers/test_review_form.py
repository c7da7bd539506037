"""The review form shows what was sealed, all of it, on every page under the platform's watermark."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contracts.sections.archive import ArchiveSection
from kit.reference import reference
from services.documents.papers import rendering
from services.documents.papers.domain.case import Case
from services.documents.papers.operations import printed_sha256
from services.documents.papers.rendering import Renderer
from services.documents.papers.review_form import content as domain
from services.documents.papers.review_form import records as rows
from tests.unit.sections.written import DEPARTMENT, ID_NUMBER, MOBILE, UNIT, settlement
from tests.unit.services.documents.conftest import FONTS, SOMEBODY, PageTexts, in_one_loop
from tests.unit.services.documents.papers.factories import (
    APPLICATION,
    a_case,
    record,
    review_form,
)

TEMPLATES = Path(rendering.__file__).parents[1]
WATERMARK = "浙江省专业技术职务任职资格申报与评审服务管理平台"
ROLES = {"employer", "department", "hr", "committee"}
ZERO_WIDTH = "\u200b"


def sample() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((TEMPLATES / "review_form/sample.json").read_text(encoding="utf-8"))
    return found


def shape(value: Any) -> Any:
    """Which names there are, whatever they hold."""
    return {name: shape(one) for name, one in value.items()} if isinstance(value, dict) else None


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [one for part in value.values() for one in strings(part)]
    if isinstance(value, list):
        return [one for part in value for one in strings(part)]
    return [str(value)]


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.rule("A10.1")
@pytest.mark.rule("M1.3")
@in_one_loop
async def test_every_fact_is_there_and_the_watermark_on_every_page(
    renderer: Renderer, page_texts: PageTexts
) -> None:
    data = review_form(a_case())
    pages = page_texts(await renderer.render(SOMEBODY, "review_form", data))
    assert ID_NUMBER in "".join(pages)
    whole = "".join(pages).replace(ZERO_WIDTH, "")
    for text in strings(data["content"]):
        if text not in ROLES:
            assert squeezed(text) in whole, text
    for number, page in enumerate(pages, start=1):
        assert page.count(WATERMARK) >= 3
        assert f"第{number}页，共{len(pages)}页" in page
        assert reference(APPLICATION) in page
        assert data["paper"]["check_code"] in page


@pytest.mark.rule("A10.1")
@in_one_loop
async def test_the_sample_renders_whole_with_rare_characters(
    renderer: Renderer, page_texts: PageTexts
) -> None:
    pages = page_texts(await renderer.render(SOMEBODY, "review_form", sample()))
    whole = "".join(pages).replace(ZERO_WIDTH, "")
    for text in strings(sample()["content"]):
        if text not in ROLES:
            assert squeezed(text) in whole, text
    assert "欧阳喆昇珺·堃镕" in whole
    assert len(pages) > 5


@in_one_loop
async def test_the_same_data_gives_the_same_bytes(renderer: Renderer) -> None:
    first = await renderer.render(SOMEBODY, "review_form", review_form(a_case()))
    async with Renderer(FONTS) as another:
        assert await another.render(SOMEBODY, "review_form", review_form(a_case())) == first
    assert (
        await renderer.render(SOMEBODY, "review_form", review_form(a_case(person={"name": "李四"}))) != first
    )


@in_one_loop
async def test_who_answers_signs_by_hand_and_the_operator_is_named_as_such(
    renderer: Renderer, page_texts: PageTexts
) -> None:
    case = a_case()
    whole = "".join(page_texts(await renderer.render(SOMEBODY, "review_form", review_form(case))))
    assert "负责人（签字）：年月日" in whole  # blank
    assert "负责人：" not in whole
    for one in case.passes:
        assert f"经办人：{one.signed_by}" in whole
        assert f"负责人（签字）：{one.signed_by}" not in whole


@in_one_loop
async def test_no_page_bears_what_only_programs_read(renderer: Renderer, page_texts: PageTexts) -> None:
    case = review_form(a_case())
    digits = case["paper"]["check_code"].replace("-", "").lower()
    for page in page_texts(await renderer.render(SOMEBODY, "review_form", case)):
        assert digits not in page
        assert not any(part in page for part in str(APPLICATION).split("-"))


def an_empty_case() -> Case:
    """Nothing was filled in that may be left out, and nobody has decided."""
    case = a_case()
    return replace(case, archive=ArchiveSection(basic=(), records=()), decisions=(), settlements=())


@in_one_loop
async def test_a_form_without_data_keeps_its_blank_cells(renderer: Renderer, page_texts: PageTexts) -> None:
    data = review_form(an_empty_case())
    pages = page_texts(await renderer.render(SOMEBODY, "review_form", data))
    whole = "".join(pages)
    for heading in (
        "基本情况",
        "学习培训经历",
        "工作经历",
        "本人述职",
        "单位推荐意见",
        "评审审批意见",
        "人社部门意见",
    ):
        assert heading in whole
    assert all(WATERMARK in page for page in pages)
    assert data["paper"]["dated_on"] == "2022-01-01"


@in_one_loop
async def test_long_data_breaks_over_pages_and_loses_nothing(
    renderer: Renderer, page_texts: PageTexts
) -> None:
    statement = "\n".join(f"第{n}段。" + "述职" * 3 for n in range(100))
    long = [
        record(
            "project",
            since=f"2018{1 + n % 12:02d}",
            name=f"项目{n}" + "名" * 90,
            content=f"起{n}" + "内容" * 240 + f"终{n}",
            result=f"果{n}" + "w" * 480 + f"尽{n}",
        )
        for n in range(5)
    ]
    case = a_case(declared={"statement": statement}, records=long)
    whole = "".join(page_texts(await renderer.render(SOMEBODY, "review_form", review_form(case))))
    for n in range(5):
        assert all(f"{word}{n}" in whole for word in ("项目", "起", "终", "果", "尽"))
    assert all(f"第{n}段。" in whole for n in range(100))


def test_the_sample_describes_the_data() -> None:
    assert shape(review_form(a_case())) == shape(sample())


def test_times_are_six_digits_and_names_are_the_registered_ones() -> None:
    content = domain.content(a_case())
    assert content["declared"]["obtained"] == "201712"
    assert content["declared"]["appointed"] == "201801"
    assert content["cover"]["unit"] == UNIT
    assert content["person"]["department"] == DEPARTMENT
    assert content["appraisals"] == [["2020", "优秀", UNIT], ["2021", "合格", UNIT]]


def test_work_is_told_before_or_since_the_current_title() -> None:
    content = domain.content(a_case())
    assert [row[1] for row in content["before"]] == ["曹娥江水质调查"]
    assert [row[1].split("\n")[0] for row in content["after"]] == ["走航监测溯源研究"]
    untitled = domain.content(
        a_case(declared={"current_title_on": "", "current_title": ""}, basic={"title_obtained_on": ""})
    )
    assert untitled["before"] == []
    assert len(untitled["after"]) == 2


def test_a_party_stands_in_its_own_row() -> None:
    assert domain.content(a_case())["person"]["party"] == "中共党员"
    other = domain.content(a_case(basic={"political_status": "九三学社社员"}))["person"]
    assert (other["party"], other["other_party"]) == ("", "九三学社社员")
    nobody = domain.content(a_case(basic={"political_status": "群众"}))["person"]
    assert (nobody["party"], nobody["other_party"]) == ("", "")


def test_certificates_of_languages_are_told_where_they_are_asked_for() -> None:
    assert domain.content(a_case())["person"]["languages"] == "大学英语六级　200912"


def test_opinions_come_from_those_who_passed_it() -> None:
    content = domain.content(a_case())
    assert content["employer"]["period"] == "2022年9月5日至2022年9月13日（5个工作日）"
    assert [one["role"] for one in content["opinions"]] == ["department", "hr", "committee"]
    assert content["payment"] == "评审费 180.00 元，2022年10月28日 09:30 缴清"
    assert domain.content(replace(a_case(), settlements=()))["payment"] == "评审费：不收费"


@pytest.mark.rule("B2.1")
def test_each_fee_that_was_paid_is_told_by_its_name() -> None:
    own = settlement()
    recommended = replace(own, item="评审推荐费", amount_fen=15000)

    told = domain.content(replace(a_case(), settlements=(recommended, own)))["payment"]
    first, second = str(told).split("；")
    assert first.startswith("评审推荐费 150.00 元，")
    assert second.startswith("评审费 180.00 元，")
    told = domain.content(replace(a_case(), settlements=(recommended,)))["payment"]
    assert str(told).endswith("缴清；评审费：不收费")


def test_numbers_that_the_form_does_not_need_are_not_on_it() -> None:
    whole = json.dumps(domain.content(a_case()), ensure_ascii=False)
    assert ID_NUMBER in whole
    assert whole.count(MOBILE) == 1  # where the applicant wrote it into a record, nowhere else


@pytest.mark.rule("A10.1")
def test_representative_achievements_are_marked_where_they_are_listed() -> None:
    paper = record("paper", name="论水质监测", published_on="202003")
    award = record("award", name="科技进步奖", awarded_on="202004")
    case = a_case(records=[paper, award])
    marked = replace(case, archive=replace(case.archive, representative=(paper.id, award.id)))
    assert [row[1].split("\n")[0] for row in rows.writings(marked) if "论水质监测" in row[1]] == [
        "论水质监测（代表作）"
    ]
    assert [row[1] for row in rows.honours(marked) if "科技进步奖" in row[1]] == ["科技进步奖（代表作）"]
    assert "代表作" not in str([rows.writings(case), rows.honours(case), rows.projects(case)])


def test_what_was_printed_is_another_only_by_what_the_applicant_says() -> None:
    case = a_case()
    printed = printed_sha256(domain.content(case))
    assert printed == printed_sha256(domain.content(replace(case, decisions=(), settlements=())))
    declared = replace(case.declaration.declared, statement="另一份述职")
    said = replace(case, declaration=replace(case.declaration, declared=declared))
    assert printed != printed_sha256(domain.content(said))
