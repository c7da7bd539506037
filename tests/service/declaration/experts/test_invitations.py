"""The applicant asks experts by message, again, takes it back; what is signed stays as it is (X1.1)."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from contracts.identity import ContactChanged
from contracts.recommendation import Asking
from kit.clock import SHANGHAI, now
from kit.db import Pool, transaction
from kit.grants import Grants
from kit.ids import new_id
from services.declaration.experts.domain.invitations import MOST_OF_NUMBER
from services.declaration.progress.operations import erasure
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Browsers, News
from tests.service.declaration.experts.conftest import LANDMARK
from tests.service.declaration.experts.phone import Post, answer, granted, invite, person, proven, sign

OWN, ANOTHER = "13805710001", "13805710088"  # the first is what the expert's number will be
pytestmark = pytest.mark.rule("X1.1")


async def again(applicant: Browser, declaration: str, number: int = 1) -> int:
    """Press 重新发送短信."""
    action = f"{declaration}/experts/{number}/invitation/again"
    fields = (await applicant.get(f"{declaration}/experts")).fields(action)
    return (await applicant.post(action, fields)).status


async def take_back(applicant: Browser, declaration: str, number: int = 1) -> int:
    """Press 撤回邀请, or 作废这份意见."""
    action = f"{declaration}/experts/{number}/invitation/withdraw"
    fields = (await applicant.get(f"{declaration}/experts")).fields(action)
    return (await applicant.post(action, fields)).status


async def test_an_invitation_goes_to_the_expert_and_the_applicant_never_sees_the_link(
    applicant: Browser, declaration: str, post: Post
) -> None:
    answered = await invite(applicant, declaration)

    assert (answered.status, answered.leads_to) == (303, f"{declaration}/experts")
    (told,) = await post.events()
    ((mobile, address),) = await post.texts()
    assert mobile == "13805710001"
    token = address.rpartition("/declarations/experts/")[2]
    assert len(token) == 32
    assert told.account_id == applicant.person_id
    assert told.due == now().astimezone(SHANGHAI).date() + timedelta(days=7)
    shown = await applicant.get(f"{declaration}/experts")
    tasks = await applicant.get(declaration)
    assert "等待陈国平填写并签名，链接在" in shown.text
    assert "等待陈国平填写并签名" in tasks.text
    for page in (shown, tasks):
        assert token not in page.response.text
        assert "13805710001" not in page.response.text


async def test_what_is_kept_opens_no_link_and_names_nobody(
    applicant: Browser, declaration: str, post: Post, pool: Pool
) -> None:
    await invite(applicant, declaration)
    token = (await post.link()).rpartition("/")[2]

    async with transaction(pool) as conn:
        rows = [*await conn.fetch("select * from invitations"), *await conn.fetch("select * from outbox")]
        kept = str([[*row.values()] for row in rows])
        cases = await erasure.destroy_keys(conn, applicant.person_id)
        await erasure.forget(conn, applicant.person_id, cases)
        left = await conn.fetchval("select count(*) from invitations")

    for secret in (token, "陈国平", "13805710001", "测试人员"):
        assert secret not in kept
    assert left == 0


async def test_the_same_person_asked_four_times_at_once_gets_one_message(
    applicant: Browser, declaration: str, post: Post
) -> None:
    answers = await asyncio.gather(*(invite(applicant, declaration) for _ in range(4)))

    assert {one.status for one in answers} == {303}
    assert (await invite(applicant, declaration)).status == 303
    assert len(await post.events()) == 1
    another = await invite(applicant, declaration, name="周敏")
    assert another.status == 409
    assert "要换人的，请先撤回邀请" in another.text


async def test_whoever_may_be_no_expert_is_not_asked_and_all_is_told_at_once(
    applicant: Browser, declaration: str, post: Post
) -> None:
    page = await invite(
        applicant, declaration, name="测试人员", unit="绍兴市环境监测站", title="工程师", level="", mobile="1"
    )

    assert page.status == 422
    for words in (
        "不能是申报人本人",
        "不能是申报人所在单位的人员",
        "“工程师”没有达到要求",
        "请选择职称级别",
        "请填写 11 位手机号码",
    ):
        assert words in page.text
    assert not await post.events()


def a_contact(news: News, holder_id: UUID, mobile: str, former: str = "") -> ContactChanged:
    return ContactChanged(
        id=new_id(),
        about=holder_id,
        at=now(),
        holder_id=holder_id,
        city="shaoxing",
        mobile_encrypted=news.cipher.encrypt(mobile),
        former_encrypted=news.cipher.encrypt(former) if former else None,
    )


@pytest.mark.parametrize(
    "numbers",
    [
        [(OWN, "")],
        [(OWN, ""), (ANOTHER, OWN)],
        [(ANOTHER, OWN), (OWN, "")],  # the older news later
        [(ANOTHER, OWN), ("13805710099", ANOTHER)],
    ],
)
async def test_a_number_that_is_or_was_the_applicant_s_is_no_expert_s(
    applicant: Browser, declaration: str, news: News, post: Post, numbers: list[tuple[str, str]]
) -> None:
    for mobile, former in numbers:
        told = a_contact(news, applicant.person_id, mobile, former)
        await news.tell(told)
        await news.tell(replace(told, id=new_id()))  # the same once more

    page = await invite(applicant, declaration)
    typed = await applicant.recommend(declaration)

    for refused in (page, typed):
        assert refused.status == 422
        assert "这是申报人自己的手机号码（包括以前用过的）" in refused.text
    assert not await post.events()


async def test_a_former_number_of_somebody_else_may_be_an_expert_s(
    applicant: Browser, declaration: str, news: News
) -> None:
    await news.tell(a_contact(news, new_id(), ANOTHER, OWN))
    await news.tell(a_contact(news, applicant.person_id, ANOTHER, "13805710099"))
    assert (await invite(applicant, declaration)).status == 303


async def test_of_a_person_who_is_forgotten_no_number_is_kept(
    applicant: Browser, news: News, pool: Pool
) -> None:
    await news.tell(a_contact(news, applicant.person_id, ANOTHER, OWN))
    await news.tell(a_contact(news, new_id(), ANOTHER, OWN))
    async with transaction(pool) as conn:
        await erasure.forget(conn, applicant.person_id, [])
        for table in ("mobiles", "former_mobiles"):
            assert await conn.fetchval(f"select count(*) from {table}") == 1  # noqa: S608 - ours


async def test_the_two_are_different_people_whichever_way_they_are_asked(
    applicant: Browser, declaration: str
) -> None:
    await invite(applicant, declaration, 1)

    same_number = await invite(applicant, declaration, 2, mobile="13805710001")
    same_person = await invite(applicant, declaration, 2, name="陈国平", unit="浙江省生态环境科学设计研究院")

    assert "手机号码相同" in same_number.text
    assert "同一个人" in same_person.text
    assert (same_number.status, same_person.status) == (422, 422)
    assert (await invite(applicant, declaration, 2)).status == 303


async def test_nobody_is_asked_before_there_is_something_to_read(applicant: Browser, post: Post) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration, kind="regular")

    page = await invite(applicant, declaration)

    assert page.status == 409
    assert "写明标志性业绩" in page.text
    assert not await post.events()


async def test_a_link_sent_again_is_another_and_the_last_leads_nowhere(
    applicant: Browser, declaration: str, post: Post, browsers: Browsers
) -> None:
    await invite(applicant, declaration)
    old = await post.link()
    fields = (await applicant.get(f"{declaration}/experts")).fields(
        f"{declaration}/experts/1/invitation/again"
    )
    action = f"{declaration}/experts/1/invitation/again"
    answers = await asyncio.gather(*(applicant.post(action, fields) for _ in range(4)))

    assert {one.status for one in answers} == {303}
    assert len(await post.events()) == 2
    phone = browsers()
    gone = await phone.get(old)
    assert gone.status == 410
    assert "请打开最近一条短信中的链接" in gone.text
    assert (await phone.get(await post.link())).status == 200


async def test_a_number_gets_no_more_than_so_many_messages_a_day(
    applicant: Browser, declaration: str, post: Post
) -> None:
    await invite(applicant, declaration)
    for _ in range(MOST_OF_NUMBER - 1):
        assert await again(applicant, declaration) == 303

    assert await again(applicant, declaration) == 429
    assert await take_back(applicant, declaration) == 303
    assert (await invite(applicant, declaration)).status == 429
    assert len(await post.events()) == MOST_OF_NUMBER
    assert (await invite(applicant, declaration, mobile="13805710009")).status == 303


async def test_an_invitation_that_was_taken_back_says_so_and_another_may_be_asked(
    applicant: Browser, declaration: str, post: Post, browsers: Browsers, pool: Pool
) -> None:
    await invite(applicant, declaration)
    link = await post.link()

    assert await take_back(applicant, declaration) == 303

    gone = await browsers().get(link)
    assert gone.status == 410
    assert "申报人已撤回这个邀请" in gone.text
    assert (await applicant.get(f"{declaration}/experts")).value("name-1") == ""
    assert (await invite(applicant, declaration, name="周敏")).status == 303
    assert await post.link() != link
    async with transaction(pool) as conn:
        states = await conn.fetch("select ended_at is null as is_open from invitations order by created_at")
    assert [row["is_open"] for row in states] == [False, True]


async def test_what_an_expert_signed_is_not_changed_only_discarded_whole(
    applicant: Browser, declaration: str, post: Post, browsers: Browsers, news: News, grants: Grants
) -> None:
    await invite(applicant, declaration)
    phone = browsers()
    link = await proven(phone, post)
    await sign(news, granted(await answer(phone, link), grants))
    page = await applicant.get(f"{declaration}/experts")
    assert "专家本人已填写并签名，您不能修改" in page.text
    assert not page.soup.select("[name^='score-1'], [name='reason-1']")

    changed = {**person(1, name="周敏"), "score-1": "100", "reason-1": "改", "version": "0", "act": "save"}
    await applicant.post(f"{declaration}/experts", changed)
    assert (await invite(applicant, declaration, name="周敏")).status == 409
    late = await applicant.post(f"{declaration}/experts/1/invitation/again", sent="3")
    assert late.status == 409
    assert "专家已经签名" in late.text
    shown = await applicant.get(f"{declaration}/experts")
    assert "推荐专家1：陈国平" in shown.text
    assert "92.5 分" in shown.text

    assert await take_back(applicant, declaration) == 303
    left = await applicant.get(f"{declaration}/experts")
    assert "92.5" not in left.text
    assert (await browsers().get(link)).status == 410


async def test_others_neither_see_nor_touch_an_invitation(
    applicant: Browser, declaration: str, post: Post, browsers: Browsers
) -> None:
    await invite(applicant, declaration)
    stranger = browsers("applicant")

    for path in ("", "/again", "/withdraw"):
        assert (await stranger.post(f"{declaration}/experts/1/invitation{path}")).status == 404
    assert (await applicant.post(f"{declaration}/experts/3/invitation", person(1))).status in {404, 422}
    assert len(await post.texts(Asking.INVITATION)) == 1


async def test_both_by_link_need_no_scan_and_one_on_paper_does(applicant: Browser, grants: Grants) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration, **LANDMARK)
    attachments = f"{declaration}/attachments"

    await invite(applicant, declaration, 1)
    assert "有推荐专家在纸质意见表上签名，需要提供" in (await applicant.get(attachments)).text
    await invite(applicant, declaration, 2)
    assert "专家意见表" not in (await applicant.get(attachments)).text
