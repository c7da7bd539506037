"""An expert opens the link, proves the number, reads, gives an opinion and signs (X1.1)."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI

from contracts.archive import Picked
from contracts.recommendation import OPINION_PAGE, Asking
from contracts.sections.declaration import DeclarationSection
from contracts.sections.entries import Entry
from contracts.sections.verified import VerifiedRecord
from kit.db import Pool, transaction
from kit.grants import Grants
from kit.sealed import CaseFile
from services.declaration.activities import Activities
from services.declaration.experts.domain.invitations import MOST_FAILURES
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import EMPLOYER, Browsers, Events, News, Player
from tests.service.declaration.experts.conftest import LANDMARK
from tests.service.declaration.experts.phone import (
    PICTURE,
    SAID,
    Post,
    answer,
    granted,
    invite,
    proven,
    sign,
)
from tests.service.declaration.experts.test_experts import asked

pytestmark = pytest.mark.rule("X1.1")
SIGNED = "您的意见已签署"


PROJECT = VerifiedRecord(
    id=UUID(int=10),
    kind="project",
    title="走航监测系统研制",
    files=1,
    version="1",
    start="201901",
    end="202012",
    entries=(Entry(code="role", label="本人作用", value="主持"),),
)
PAPER = replace(PROJECT, id=UUID(int=11), kind="paper", title="《走航监测的误差分析》", entries=())
SECRET = replace(PROJECT, id=UUID(int=12), title="不公开的项目", is_public=False)


@pytest.fixture
async def link(applicant: Browser, declaration: str, post: Post) -> str:
    """What the first expert got."""
    await invite(applicant, declaration)
    return await post.link()


async def later(pool: Pool, **by: float) -> None:
    """As if that much time had gone by since everything was sent."""
    async with transaction(pool) as conn:
        await conn.execute(
            "update invitations set expires_at = expires_at - $1::interval, "
            "code_expires_at = code_expires_at - $1::interval",
            timedelta(**by),
        )


async def test_an_expert_proves_the_number_reads_and_signs(
    link: str, browsers: Browsers, post: Post, news: News, grants: Grants, applicant: Browser
) -> None:
    phone = browsers()
    first = await phone.get(link)
    for hidden in ("测试人员", "走航监测系统", "绍兴市环境监测站", "陈国平", "13805710001"):
        assert hidden not in first.response.text
    assert first.response.headers["referrer-policy"] == "no-referrer"
    assert first.response.headers["cache-control"] == "private, no-store"

    await proven(phone, post)
    page = await phone.get(link)
    for words in ("测试人员", "绍兴市环境监测站", "走航监测系统", "监测与分析", "经对测试人员的评审材料"):
        assert words in page.text
    answered = await answer(phone, link)
    assert answered.leads_to.startswith(f"{OPINION_PAGE}?grant=")
    leave = granted(answered, grants)
    assert (leave.name, leave.score, leave.back) == ("陈国平", "92.5", link)
    assert "正在登记您的签名" in (await phone.get(link, signed="")).text

    await sign(news, leave)
    await sign(news, leave)
    assert SIGNED in (await phone.get(link, signed="")).text
    again = await phone.post(link, score="1", reason="改", agreed="yes", act="next")
    assert again.leads_to == link
    assert "92.5 分" in (await phone.get(link)).text


@pytest.mark.rule("A7.1")
async def test_an_expert_reads_the_achievements_and_later_changes_are_told(
    applicant: Browser,
    link: str,
    declaration: str,
    browsers: Browsers,
    post: Post,
    news: News,
    grants: Grants,
    pool: Pool,
) -> None:
    who, phone = applicant.person_id, browsers()
    await news.readiness(who, proofs=[PROJECT, PAPER, SECRET])
    await proven(phone, post)
    page = await phone.get(link)
    for words in (
        "工作业绩：走航监测系统研制",
        "2019年1月至2020年12月",
        "主持",
        "论文：《走航监测的误差分析》",
    ):
        assert words in page.text
    assert "另有 1 项仅审核部门可见" in page.text
    assert SECRET.title not in page.text

    chosen = [Picked(plan="open", item_id=PROJECT.id, is_representative=True)]
    read = page.value("read")
    await news.readiness(who, proofs=[PROJECT, PAPER], picks=chosen)
    stale = await phone.post(link, {**SAID, "read": read})
    assert stale.status == 409  # what was read is another list now
    assert "论文：" not in stale.text
    await sign(news, granted(await answer(phone, link), grants))
    assert "改变了提取的业绩" not in (await phone.get(link)).text

    await news.readiness(who, proofs=[replace(PROJECT, version="2"), PAPER])
    told = "申报人改变了提取的业绩（新增“《走航监测的误差分析》”；修改“走航监测系统研制”）"
    assert told in (await phone.get(link)).text
    mine = await applicant.get(f"{declaration}/experts")
    assert told in mine.text
    assert "意见仍然有效" in mine.text
    async with transaction(pool) as conn:
        row = await conn.fetchrow("select * from invitations")
    assert PROJECT.title not in str(row)


async def test_the_sealed_section_says_how_each_opinion_came(
    applicant: Browser,
    declaration: str,
    link: str,
    browsers: Browsers,
    post: Post,
    news: News,
    grants: Grants,
    activities: Activities,
    started: Events,
    case_file: CaseFile,
    play: Player,
) -> None:
    await applicant.recommend(declaration)
    request = await asked(started)
    waiting = await activities.seal_section(request)
    assert [(one.rule, one.page) for one in waiting.problems] == [("X1.1", f"{declaration}/experts#expert-1")]
    assert "等待陈国平填写并签名" in waiting.problems[0].message

    phone = browsers()
    await proven(phone, post)
    await sign(news, granted(await answer(phone, link), grants))
    async with play((await started())[0]):
        shown = await applicant.get(f"{declaration}/preview")
    for words in (
        "专家本人凭短信链接填写，在手机上签名",
        "手机（微信）",
        "5" * 64,
        "申报人按专家签名的纸质意见表填写",
    ):
        assert words in shown.text
    assert "标志性业绩的描述" not in shown.text

    await applicant.fill_in(declaration, **{**LANDMARK, "landmark": "主持建成走航监测系统，获奖。"})
    sealed = await activities.seal_section(request)
    assert sealed.section
    section = (await case_file.open(request.application_id, sealed.section, DeclarationSection)).data
    (signing,) = section.signings
    assert (signing.expert, signing.picture, signing.device) == (1, PICTURE, "手机（微信）")
    assert "修改过标志性业绩" in signing.reread
    assert [one.score for one in section.recommendations] == ["92.5", "100"]


async def test_all_that_is_wrong_with_an_opinion_is_told_at_once_and_nothing_typed_is_lost(
    link: str, browsers: Browsers, post: Post
) -> None:
    phone = browsers()
    await proven(phone, post)

    page = await answer(phone, link, score="101", reason="", agreed="")

    assert page.status == 422
    assert page.faults == [
        "专家评价分应为 0 至 100，最多一位小数",
        "请填写推荐理由",
        "请阅读声明并勾选同意；不同意的，请不要签名",
    ]
    too_long = await answer(phone, link, reason="字" * 501)
    assert "推荐理由最多 500 字，现为 501 字" in too_long.text
    assert (await answer(phone, link, act="save", score="九十")).leads_to == f"{link}?saved"
    assert (await phone.get(link)).value("score") == "九十"


async def test_the_applicant_and_people_of_the_unit_do_not_open_the_link(
    link: str, applicant: Browser, browsers: Browsers, news: News
) -> None:
    colleague = browsers("applicant")
    await news.readiness(colleague.person_id)
    clerk = browsers("clerk", org_id=str(EMPLOYER))

    own = await applicant.get(link)
    assert own.status == 403
    assert "您是申报人，不能打开，也不能代填" in own.text
    assert (await applicant.post(f"{link}/number", mobile="13805710001")).status == 403
    for one in (colleague, clerk):
        refused = await one.get(link)
        assert refused.status == 403
        assert "不能是申报人所在单位的人员" in refused.text
    assert (await browsers("applicant").get(link)).status == 200


async def test_another_number_and_another_code_get_nowhere_and_end_the_link(
    link: str, browsers: Browsers, post: Post, applicant: Browser, declaration: str
) -> None:
    phone = browsers()
    wrong = await phone.post(f"{link}/number", mobile="13800000000")
    assert wrong.status == 422
    assert "与收到短信的号码不同" in wrong.text
    assert not await post.texts(Asking.CODE)
    await phone.post(f"{link}/number", mobile="+86 138-0571-0001")
    code = await post.code()
    for _ in range(MOST_FAILURES - 1):
        page = await phone.post(f"{link}/code", code="000000" if code != "000000" else "1")
        assert "验证码不正确或已过期" in page.text

    right = await phone.post(f"{link}/code", code=code)

    assert right.status == 410
    assert "多次填错" in right.text
    assert "多次填错号码或验证码已作废，请重新发送" in (await applicant.get(declaration)).text


async def test_a_code_is_good_once_for_ten_minutes_in_the_browser_that_typed_it(
    link: str, browsers: Browsers, post: Post, pool: Pool
) -> None:
    phone, thief = browsers(), browsers()
    await phone.post(f"{link}/number", mobile="13805710001")
    await later(pool, minutes=11)
    assert (await phone.post(f"{link}/code", code=await post.code())).status == 422
    await proven(phone, post)

    assert (await thief.post(f"{link}/code", code=await post.code())).status == 422
    assert "获取验证码" in (await thief.get(link)).text
    stolen = await thief.post(link, score="1", reason="改", agreed="yes", act="next")
    assert stolen.leads_to == link
    page = await phone.get(link)
    assert page.value("score") == ""
    assert "走航监测系统" in page.text


async def test_proving_and_answering_many_times_at_once_is_doing_it_once(
    link: str, browsers: Browsers, post: Post, grants: Grants, pool: Pool
) -> None:
    phone = browsers()
    await phone.post(f"{link}/number", mobile="13805710001")
    code = await post.code()
    proofs = await asyncio.gather(*(browsers().post(f"{link}/code", code=code) for _ in range(4)))
    assert sorted(one.status for one in proofs) == [303, 422, 422, 422]

    await proven(phone, post)
    answers = await asyncio.gather(*(answer(phone, link) for _ in range(4)))
    assert len({granted(one, grants).opinion_sha256 for one in answers}) == 1
    async with transaction(pool) as conn:
        assert await conn.fetchval("select version from invitations") == 2


async def test_a_link_that_is_over_or_none_says_so(
    link: str, browsers: Browsers, pool: Pool, applicant: Browser, declaration: str
) -> None:
    phone = browsers()
    assert (await phone.get("/declarations/experts/0123456789abcdef")).status == 410

    await later(pool, days=8)

    gone = await phone.get(link)
    assert gone.status == 410
    assert "这个链接已过期" in gone.text
    assert "没有在期限内填写，链接已过期" in (await applicant.get(declaration)).text


async def test_a_withdrawn_declaration_asks_nobody_any_more(
    link: str, browsers: Browsers, pool: Pool
) -> None:
    async with transaction(pool) as conn:
        await conn.execute("update declarations set status = 'withdrawn'")

    page = await browsers().get(link)

    assert page.status == 410
    assert "已经提交或已结束" in page.text


async def test_what_was_changed_meanwhile_is_read_again_before_it_is_signed(
    link: str, browsers: Browsers, post: Post, applicant: Browser, declaration: str
) -> None:
    phone = browsers()
    await proven(phone, post)
    read = (await phone.get(link)).value("read")
    await applicant.fill_in(declaration, **{**LANDMARK, "landmark": "另一项业绩。"})

    page = await phone.post(link, score="90", reason="好", agreed="yes", act="next", read=read)

    assert page.status == 409
    assert "请重新阅读后再签名" in page.text
    assert "另一项业绩" in page.text
    assert page.value("score") == "90"


async def test_a_signature_of_what_was_changed_or_taken_back_counts_for_nothing(
    link: str,
    browsers: Browsers,
    post: Post,
    news: News,
    grants: Grants,
    applicant: Browser,
    declaration: str,
) -> None:
    phone = browsers()
    await proven(phone, post)
    leave = granted(await answer(phone, link), grants)
    await answer(phone, link, score="60")
    await sign(news, leave)
    assert SIGNED not in (await phone.get(link)).text

    leave = granted(await answer(phone, link), grants)
    action = f"{declaration}/experts/1/invitation/withdraw"
    fields = (await applicant.get(f"{declaration}/experts")).fields(action)
    await applicant.post(action, fields)
    await sign(news, leave)
    assert "陈国平" not in (await applicant.get(f"{declaration}/experts")).text


async def test_a_signed_link_shows_nothing_to_another_browser(
    link: str, browsers: Browsers, post: Post, news: News, grants: Grants
) -> None:
    phone = browsers()
    await proven(phone, post)
    await sign(news, granted(await answer(phone, link), grants))

    replayed = await browsers().get(link)

    assert replayed.status == 410
    assert "这份意见已经签署，链接不能再用" in replayed.text


async def test_a_corrected_name_of_the_applicant_is_told_and_asked_for_again(
    link: str,
    browsers: Browsers,
    post: Post,
    news: News,
    grants: Grants,
    applicant: Browser,
    declaration: str,
    activities: Activities,
    started: Events,
    case_file: CaseFile,
    app: FastAPI,
) -> None:
    phone = browsers()
    await proven(phone, post)
    await sign(news, granted(await answer(phone, link), grants))
    corrected = browsers("applicant", account_id=applicant.person_id, name="测试员")

    assert "您的姓名已更正" in (await corrected.get(f"{declaration}/experts")).text
    await corrected.recommend(declaration)
    found = await activities.seal_section(await asked(started))

    assert any("签名时的申报人姓名不同" in one.message for one in found.problems)
