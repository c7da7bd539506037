"""专家意见表 of a declaration that was submitted, from its sealed section (X1.1)."""

from dataclasses import replace
from urllib.parse import urlencode

import pytest

from contracts.case import SectionRef
from contracts.recommendation import FORM_LASTS, OPINIONS_PAGE
from contracts.sections.names import SectionKind
from kit.ids import new_id
from kit.sealed import CaseFile
from tests.service.documents.world import World
from tests.unit.sections.written import declaration
from tests.unit.services.documents.conftest import PageTexts, page_texts
from tests.unit.services.documents.papers.test_expert_opinions import FORM

__all__ = ["page_texts"]


@pytest.mark.rule("X1.1")
async def test_what_was_submitted_is_printed_for_its_applicant_alone(
    world: World, case_file: CaseFile, page_texts: PageTexts
) -> None:
    case, who = new_id(), await world.someone()
    await case_file.publish_key(case, case_file.new_key())
    sealed = await case_file.seal(case, SectionKind.DECLARATION, declaration())
    section = SectionRef(name=sealed.name, key=sealed.key, sha256=sealed.sha256)
    form = replace(FORM, account_id=who.id, application_id=case, section=section)
    address = f"{OPINIONS_PAGE}?{urlencode({'grant': world.grants.seal(form, lasts=FORM_LASTS)})}"

    paper = await who.client.get(address)

    (page,) = page_texts(paper.content)
    for words in ("陈国平", "沈丽", "在手机上签名"):
        assert words in page
    assert (await (await world.someone()).client.get(address)).status_code == 403
