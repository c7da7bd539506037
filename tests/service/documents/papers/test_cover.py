"""资料袋封面: name, specialty, city and employer as they were submitted, for the applicant alone (M1.3)."""

from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

import pytest

from contracts.bag_cover import COVER_LASTS, COVER_PAGE, BagCover
from contracts.case import SectionRef
from contracts.sections.names import SectionKind
from kit.ids import new_id
from kit.sealed import CaseFile
from tests.service.documents.world import World
from tests.unit.sections.written import declaration, identity
from tests.unit.services.documents.conftest import PageTexts, page_texts
from tests.unit.services.documents.papers.test_bag_cover import COVER

__all__ = ["page_texts"]


async def a_cover(case_file: CaseFile, account_id: UUID) -> BagCover:
    """The cover of a case that was sealed."""
    case = new_id()
    await case_file.publish_key(case, case_file.new_key())
    refs = {}
    for kind, section in ((SectionKind.IDENTITY, identity()), (SectionKind.DECLARATION, declaration())):
        ref = await case_file.seal(case, kind, section)
        refs[kind] = SectionRef(name=ref.name, key=ref.key, sha256=ref.sha256)
    return replace(
        COVER,
        account_id=account_id,
        application_id=case,
        identity=refs[SectionKind.IDENTITY],
        declaration=refs[SectionKind.DECLARATION],
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
        cover.number,
        "一式3份（参加面试的4份）",
        "树下王路38号",
    ):
        assert words in told, words
    assert (await (await world.someone()).client.get(address)).status_code == 403
    assert (await who.client.get(f"{COVER_PAGE}?grant=x")).status_code == 403
