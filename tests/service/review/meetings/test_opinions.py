"""评议组: what a group wrote is read by whoever votes, and stands in the minutes."""

from services.review.meetings.domain.opinions import LENGTHS
from tests.service.review.committee.test_experts import OFFICE, OTHER
from tests.service.review.meetings.gathering import MEETINGS, a_library, accepted, called, drawn, voting
from tests.service.review.meetings.test_concluding import WHY, vote_for
from tests.service.review.meetings.test_papers import granted
from tests.service.review.world import World

SAID = "业绩与申报专业相关，主持的项目有验收材料，同意提交表决"


async def test_the_members_read_what_a_group_wrote_and_the_minutes_have_it(world: World) -> None:
    first, second = [await accepted(world, OFFICE, name=name) for name in ("张三", "李四")]
    browser = world.browser(OFFICE)
    meeting, phones = await voting(world, OFFICE, [first, second])
    page = f"{MEETINGS}/{meeting}/opinions"
    assert "监测与分析评议组" in (await browser.get(page)).text
    for _ in range(2):
        assert (await browser.post(page, data={"opinion-1": SAID, "opinion-2": ""})).status_code == 303
    (kept,) = await world.rows("select text_encrypted, recorded_by_name from group_opinions")
    assert SAID not in kept["text_encrypted"]
    assert kept["recorded_by_name"] == OFFICE.person
    assert f"监测与分析评议组的意见：{SAID}" in await phones[1].page()
    for phone in phones[:9]:
        await vote_for(phone, (first,), (second,))
    assert (await phones[0].send("end")).status_code == 303
    late = await browser.post(page, data={"opinion-1": SAID + "。"})
    assert late.status_code == 409
    assert SAID in (await browser.get(page)).text
    assert (await browser.post(f"{MEETINGS}/{meeting}/results", data={"case-2-text": WHY})).status_code == 303
    shown = (await browser.get(f"{MEETINGS}/{meeting}/papers")).text
    assert "现在的内容与封存时一致" in shown
    _, lists = granted(world, shown)
    assert [one.opinion for part in lists for one in part.voted] == [SAID, ""]


async def test_what_is_wrong_is_told_at_once_and_other_offices_find_no_meeting(world: World) -> None:
    for name in ("张三", "李四"):
        await accepted(world, OFFICE, name=name)
    browser = world.browser(OFFICE)
    await a_library(browser)
    assert (await browser.get(f"{MEETINGS}/{await called(browser)}/opinions")).status_code == 409
    page = f"{MEETINGS}/{await drawn(browser)}/opinions"
    wrong = await browser.post(page, data={"opinion-1": "好", "opinion-2": "好" * LENGTHS.stop})
    assert wrong.status_code == 422
    assert wrong.text.count('href="#opinion-') == 2
    assert await world.rows("select * from group_opinions") == []
    assert (await world.browser(OTHER).get(page)).status_code == 404
    assert (await world.browser(OTHER).post(page, data={"opinion-1": SAID})).status_code == 404
