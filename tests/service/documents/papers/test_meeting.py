"""Minutes and vote sheet are printed for the official whom the grants name, with the whole lists."""

from dataclasses import replace

from contracts.minutes import LASTS, PAPER_PAGE
from kit.ids import new_id
from tests.service.documents.world import World
from tests.unit.services.documents.conftest import PageTexts, page_texts
from tests.unit.services.documents.papers.test_minutes import FACTS, LISTS, VOTED

__all__ = ["page_texts"]


async def test_both_papers_are_printed_as_often_as_they_are_asked_however_the_parts_are_ordered(
    world: World, page_texts: PageTexts
) -> None:
    who = await world.someone("official")
    facts = world.grants.seal(replace(FACTS, account_id=who.id, parts=2), lasts=LASTS)
    more = replace(LISTS, number=1, members=(), voted=(replace(VOTED, number=3, name="王五"),))
    lists = [world.grants.seal(part, lasts=LASTS) for part in (more, LISTS)]
    for paper, title in (("minutes", "评审会议纪要"), ("vote_sheet", "评审投票统计表")):
        form = {"paper": paper, "facts": facts, "lists": lists}
        first, again = [await who.client.post(PAPER_PAGE, data=form) for _ in range(2)]
        assert first.headers["content-type"] == "application/pdf"
        assert first.content == again.content
        seen = "".join(page_texts(first.content))
        assert title in seen
        assert "合计3" in seen
    assert seen.index("李四") < seen.index("王五")


async def test_nobody_prints_anothers_paper_one_with_other_lists_or_one_that_there_is_not(
    world: World,
) -> None:
    who, other = await world.someone("official"), await world.someone("official")
    facts = world.grants.seal(replace(FACTS, account_id=who.id), lasts=LASTS)
    mine = world.grants.seal(LISTS, lasts=LASTS)
    foreign = world.grants.seal(replace(LISTS, paper_id=new_id()), lasts=LASTS)
    second = world.grants.seal(replace(LISTS, number=1), lasts=LASTS)
    form = {"paper": "vote_sheet", "facts": facts, "lists": mine}
    assert (await who.client.post(PAPER_PAGE, data=form)).status_code == 200
    assert (await other.client.post(PAPER_PAGE, data=form)).status_code == 403
    assert (await who.client.post(PAPER_PAGE, data=form | {"paper": "ballots"})).status_code == 403
    for lists in ([], foreign, second, [mine, mine], facts, "forged"):
        refused = await who.client.post(PAPER_PAGE, data=form | {"lists": lists})
        assert refused.status_code == 403
    assert (await who.client.post(PAPER_PAGE)).status_code == 403
