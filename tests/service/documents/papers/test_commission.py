"""The letter of commission is printed for the official whom the grants name, with its whole list (M1.1)."""

from dataclasses import replace

import pytest

from contracts.commission import LASTS, PAPER_PAGE
from kit.ids import new_id
from tests.service.documents.world import World
from tests.unit.services.documents.conftest import PageTexts, page_texts
from tests.unit.services.documents.papers.test_commission_letter import FACTS, PEOPLE, PERSON

__all__ = ["page_texts"]

pytestmark = pytest.mark.rule("M1.1")


async def test_the_whole_list_is_printed_however_it_is_ordered_and_as_often_as_it_is_asked(
    world: World, page_texts: PageTexts
) -> None:
    who = await world.someone("official")
    facts = world.grants.seal(replace(FACTS, account_id=who.id, total=2, parts=2), lasts=LASTS)
    more = replace(PEOPLE, number=1, people=(replace(PERSON, name="李四"),))
    parts = [world.grants.seal(part, lasts=LASTS) for part in (more, PEOPLE)]
    for _ in range(2):
        paper = await who.client.post(PAPER_PAGE, data={"facts": facts, "people": parts})
        assert paper.headers["content-type"] == "application/pdf"
        letter, people = page_texts(paper.content)
        assert FACTS.unit in letter
        assert people.index("张三") < people.index("李四")


async def test_nobody_prints_anothers_letter_or_one_with_another_list(world: World) -> None:
    who, other = await world.someone("official"), await world.someone("official")
    facts = world.grants.seal(replace(FACTS, account_id=who.id), lasts=LASTS)
    mine = world.grants.seal(PEOPLE, lasts=LASTS)
    foreign = world.grants.seal(replace(PEOPLE, letter_id=new_id()), lasts=LASTS)
    second = world.grants.seal(replace(PEOPLE, number=1), lasts=LASTS)
    assert (await who.client.post(PAPER_PAGE, data={"facts": facts, "people": mine})).status_code == 200
    assert (await other.client.post(PAPER_PAGE, data={"facts": facts, "people": mine})).status_code == 403
    for people in ([], foreign, second, [mine, mine], facts, "forged"):
        refused = await who.client.post(PAPER_PAGE, data={"facts": facts, "people": people})
        assert refused.status_code == 403
    assert (await who.client.post(PAPER_PAGE)).status_code == 403
