"""The publicity sheet shows the achievements and nothing by which somebody could be reached (E4.5)."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from contracts.sections.archive import Visibility
from services.documents.papers import rendering
from services.documents.papers.domain.case import Case
from services.documents.papers.domain.paper import content_sha256
from services.documents.papers.publicity_sheet.content import content
from services.documents.papers.rendering import Renderer
from tests.unit.sections.written import ID_NUMBER, NAME, UNIT
from tests.unit.services.documents.conftest import SOMEBODY, PageTexts, in_one_loop
from tests.unit.services.documents.papers.factories import (
    ADDRESS,
    BIRTHPLACE,
    a_case,
    publicity_sheet,
    record,
)
from tests.unit.services.documents.papers.test_review_form import shape, squeezed, strings

SAMPLE = Path(rendering.__file__).parents[1] / "publicity_sheet/sample.json"
PRIVATE = (
    ID_NUMBER,
    ADDRESS,
    BIRTHPLACE,
    "1988-08-08",
    "8月8日",
    "畲族",
    "中共党员",
    "俞燊",
    "欧阳䶮",
)

pytestmark = pytest.mark.rule("E4.5")
LANDMARK = "主持建成走航监测系统，"


def with_landmark(text: str) -> Case:
    """Somebody who declares by a landmark achievement."""
    case = a_case()
    return replace(case, declaration=replace(case.declaration, landmark=text))


@in_one_loop
async def test_every_fact_is_there_and_nothing_private(renderer: Renderer, page_texts: PageTexts) -> None:
    data = publicity_sheet(a_case())
    whole = "".join(page_texts(await renderer.render(SOMEBODY, "publicity_sheet", data)))
    for text in strings(data["content"]):
        assert squeezed(text) in whole, text
    for secret in PRIVATE:
        assert secret not in whole
        assert secret not in json.dumps(data, ensure_ascii=False)
    assert "不少于5个工作日" in whole
    assert "［已隐去］" in whole


@pytest.mark.rule("A8.5")
def test_half_hours_of_training_are_made_public_as_they_are() -> None:
    assert content(a_case())["training"] == "2021年98.5学时"


@in_one_loop
async def test_the_sample_renders_and_the_same_data_gives_the_same_bytes(renderer: Renderer) -> None:
    data = json.loads(SAMPLE.read_text(encoding="utf-8"))
    first = await renderer.render(SOMEBODY, "publicity_sheet", data)
    assert await renderer.render(SOMEBODY, "publicity_sheet", data) == first


def test_the_sample_describes_the_data() -> None:
    assert shape(publicity_sheet(with_landmark(LANDMARK))) == shape(
        json.loads(SAMPLE.read_text(encoding="utf-8"))
    )


def test_it_names_who_declares_what() -> None:
    shown = content(a_case())
    assert (shown["name"], shown["unit"], shown["born"]) == (NAME, UNIT, "198808")
    assert shown["kind"] == "正常申报（后学历/学位取得时间不满2年、再次通过中级申报、技能人才）"
    assert shown["appraisals"] == "2020优秀、2021合格"
    assert shown["honours"] == [
        ["202012", "走航监测，浙江省生态环境科学技术奖", "省部级，二等奖", "第 3"],
    ]


def test_the_digest_changes_with_what_is_public_and_with_nothing_else() -> None:
    digest = content_sha256(content(a_case()))
    assert digest == content_sha256(
        content(a_case(basic={"address": "别处"}, person={"mobile": "13900000000"}))
    )
    assert digest == content_sha256(content(a_case(declared={"statement": "改写过的述职"})))
    assert digest != content_sha256(content(a_case(declared={"category": "工程与咨询"})))
    assert digest != content_sha256(content(a_case(basic={"school": "浙江大学"})))


def test_what_only_the_offices_may_see_is_left_out() -> None:
    secret = record("paper", name="涉密论文", published_on="202001", visibility=Visibility.OFFICES)
    known = record("paper", name="公开论文", published_on="202001")
    named = [row[1] for row in content(a_case(records=[secret, known]))["writings"]]
    assert "公开论文" in named
    assert "涉密论文" not in named


def test_an_honour_stands_among_the_awards() -> None:
    name, level, authority = "绍兴市劳动模范", "市厅级", "绍兴市人民政府"
    honour = record("honour", awarded_on="202104", name=name, level=level, authority=authority)
    assert ["202104", name, level, authority] in content(a_case(records=[honour]))["honours"]


@pytest.mark.rule("A6.3")
@in_one_loop
async def test_a_landmark_achievement_is_made_public_without_anybody_s_number(
    renderer: Renderer, page_texts: PageTexts
) -> None:
    case = with_landmark(f"{LANDMARK}\n联系人手机 13805751234，身份证 {ID_NUMBER}。")

    whole = "".join(page_texts(await renderer.render(SOMEBODY, "publicity_sheet", publicity_sheet(case))))

    assert "标志性业绩主持建成走航监测系统，" in whole
    assert "13805751234" not in whole
    assert ID_NUMBER not in whole
    assert "landmark" not in content(
        a_case()
    )  # whose sheet says what it said: a publicity that stands stands
