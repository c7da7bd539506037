"""资料袋封面: name, specialty, city and employer as they were submitted, for the applicant alone (M1.3)."""

import json
from datetime import date
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import pytest

from contracts.bag_cover import COVER_LASTS, COVER_PAGE, BagCover
from contracts.case import SectionRef
from contracts.sections.names import SectionKind
from kit.ids import new_id
from kit.reference import reference
from kit.sealed import CaseFile
from services.documents.papers import rendering
from services.documents.papers.bag_cover.content import content
from tests.service.documents.world import World
from tests.unit.sections.written import declaration, identity
from tests.unit.services.documents.conftest import PageTexts, page_texts

SAMPLE = Path(rendering.__file__).parents[1] / "bag_cover/sample.json"

__all__ = ["page_texts"]


async def a_cover(case_file: CaseFile, account_id: UUID) -> BagCover:
    """The cover of a case that was sealed."""
    case = new_id()
    await case_file.publish_key(case, case_file.new_key())
    refs = {}
    for kind, section in ((SectionKind.IDENTITY, identity()), (SectionKind.DECLARATION, declaration())):
        ref = await case_file.seal(case, kind, section)
        refs[str(kind)] = SectionRef(name=ref.name, key=ref.key, sha256=ref.sha256)
    return BagCover(
        account_id=account_id,
        application_id=case,
        number=reference(case),
        printed_on=date(2022, 12, 1),
        platform="浙江省专业技术职务任职资格申报与评审管理服务平台",
        city="绍兴市",
        hand_in="绍兴市生态环境局314办公室，绍兴市越城区树下王路38号",
        copies=3,
        **refs,
    )


@pytest.mark.rule("M1.3")
async def test_the_cover_says_whose_bag_it_is_and_what_goes_in(
    world: World, case_file: CaseFile, page_texts: PageTexts
) -> None:
    who = await world.someone()
    cover = await a_cover(case_file, who.id)
    address = f"{COVER_PAGE}?{urlencode({'grant': world.grants.seal(cover, lasts=COVER_LASTS)})}"

    paper = await who.client.get(address)

    (page,) = page_texts(paper.content)
    told = "".join(page.split())
    declared = declaration().declared
    for words in (
        identity().person.name,
        declared.specialty,
        "绍兴市",
        identity().employer.name,
        reference(cover.application_id),
        "一式3份（参加面试的4份）",
        "树下王路38号",
    ):
        assert words in told, words
    sample = json.loads(SAMPLE.read_text())
    assert content(cover, identity(), declaration()).keys() == sample.keys()
    assert (await (await world.someone()).client.get(address)).status_code == 403
    assert (await who.client.get(f"{COVER_PAGE}?grant=x")).status_code == 403
