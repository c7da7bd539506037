"""The letter of authorisation shows every fact, the clerk's whole ID number too (E2.1)."""

import json
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from contracts.files import LetterFacts
from services.documents.papers import rendering
from services.documents.papers.authorisation_letter.content import content
from services.documents.papers.domain.paper import Kind
from services.documents.papers.rendering import Renderer
from tests.unit.services.documents.conftest import SOMEBODY, PageTexts, in_one_loop

SAMPLE = Path(rendering.__file__).parents[1] / "authorisation_letter/sample.json"
FACTS = LetterFacts(
    account_id=UUID(int=1),
    city="shaoxing",
    platform="浙江省专业技术职务任职资格申报与评审管理服务平台",
    employer="绍兴市柯桥区清源环境监测有限公司",
    credit_code="91330602MA2XH00015",
    legal_representative="周立新",
    kind="国有企业",
    place="柯桥区",
    department="绍兴市生态环境局柯桥分局",
    has_department=True,
    clerk="李喆",
    id_number="330602199001011236",
    mobile="13900139000",
    matters="代表本单位办理业绩档案审核。",
    from_on=date(2022, 6, 1),
    until_on=date(2025, 6, 1),
)

pytestmark = pytest.mark.rule("E2.1")


@in_one_loop
async def test_every_fact_is_there_with_room_for_signature_seal_and_date(
    renderer: Renderer, page_texts: PageTexts
) -> None:
    (seen,) = page_texts(await renderer.render(SOMEBODY, Kind.AUTHORISATION_LETTER, content(FACTS)))
    page = seen.replace("\u200b", "")
    assert FACTS.credit_code in seen  # as it stands there, to be copied
    for fact in (
        *(FACTS.employer, FACTS.credit_code, FACTS.legal_representative, FACTS.kind, FACTS.place),
        *(FACTS.department, FACTS.clerk, FACTS.id_number, FACTS.mobile, FACTS.matters),
        *("2022年6月1日至2025年6月1日", "法定代表人（签字）", "单位（公章）", "日期"),
    ):
        assert fact in page


@in_one_loop
async def test_the_sample_has_the_shape_of_the_content_and_fits_on_one_page(
    renderer: Renderer, page_texts: PageTexts
) -> None:
    sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
    assert sample.keys() == content(FACTS).keys()
    assert [row[0] for row in sample["rows"]] == [row[0] for row in content(FACTS)["rows"]]
    pdf = await renderer.render(SOMEBODY, Kind.AUTHORISATION_LETTER, sample)
    assert pdf == await renderer.render(SOMEBODY, Kind.AUTHORISATION_LETTER, sample)
    assert len(page_texts(pdf)) == 1


def test_where_there_is_no_department_the_hr_agency_is_named() -> None:
    facts = LetterFacts(**{**FACTS.__dict__, "has_department": False, "department": "新海市人才服务中心"})
    assert ["人事代理机构", "新海市人才服务中心"] in content(facts)["rows"]
