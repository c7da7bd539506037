import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from contracts.application import Status
from contracts.erasure import Hold, HoldKind, PersonRequest
from kit.clock import SHANGHAI, now
from kit.reference import reference
from services.declaration.activities import Activities
from services.declaration.drafting.operations import start
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Browsers, Events, News
from tests.service.declaration.world import a_move


@pytest.mark.rule("A3.1")
async def test_open_plans_come_first_and_the_others_are_named_with_their_window(browsers: Browsers) -> None:
    page = await browsers("applicant").get("/plans")

    assert page.status == 200
    first, others = page.text.split("其他申报计划", 1)
    assert "2004年1月1日 09:00 至 2100年12月30日 17:00" in first
    assert "2005年12月30日 17:00 已截止" in others
    assert "2099年1月1日 09:00 至 2100年12月30日 17:00 未开始" in others


async def test_a_visitor_sees_the_requirements_and_is_led_to_sign_in(browsers: Browsers) -> None:
    page = await browsers().get("/plans/open")

    assert page.status == 200
    assert "不少于 5 个工作日" in page.text
    assert "证件照" in page.text
    assert "/sign-in?next=/plans/open" in page.links()
    assert (await browsers().post("/plans/open/start")).leads_to.startswith("/sign-in")
    assert (await browsers("clerk").post("/plans/open/start")).status == 403
    assert (await browsers("applicant").get("/plans/nothing")).status == 404


@pytest.mark.rule("A2.3")
async def test_a_refusal_names_everything_that_is_missing(browsers: Browsers) -> None:
    browser = browsers("applicant")

    page = await browser.post("/plans/closed/start")

    assert page.status == 409
    assert page.title.startswith("错误：")
    assert "申报已于 2005年12月30日 17:00 截止" in page.text
    assert "个人基本信息尚未经用人单位审核通过" in page.text
    assert "业绩档案尚未经用人单位审核通过" in page.text
    assert {"/archive/basic", "/archive/records"} <= set(page.links())


@pytest.mark.rule("A2.3")
async def test_only_what_is_missing_is_named_and_nothing_is_started(
    browsers: Browsers, news: News, started: Events
) -> None:
    browser = browsers("applicant")
    await news.readiness(browser.person_id, records=False)

    shown, refused = await browser.get("/plans/open"), await browser.post("/plans/open/start")

    assert refused.status == 409
    for page in (shown, refused):
        assert "业绩档案尚未经用人单位审核通过" in page.text
        assert "个人基本信息尚未" not in page.text
        assert "马上申报" not in page.text
    assert await started() == []


@pytest.mark.rule("A5.1")
async def test_nothing_starts_while_somebody_is_in_the_register_of_dishonesty(
    browsers: Browsers, news: News, activities: Activities
) -> None:
    browser = browsers("applicant")
    await news.readiness(browser.person_id)
    today = now().astimezone(SHANGHAI).date()
    entry = await news.dishonesty(browser.person_id, until_on=today)
    for page in (await browser.get("/plans/open"), await browser.post("/plans/open/start")):
        for words in ("变造证明", "关于取消评审资格的决定", "绍市人社函〔2022〕15号", "提出异议", "信用修复"):
            assert words in page.text
        assert "/review/integrity/mine" in page.links()
    assert "/review/integrity/mine" in (await browser.get("/home")).links()
    held = await activities.erasure_holds(PersonRequest(person_id=browser.person_id))
    assert Hold(kind=HoldKind.INTEGRITY, until=today) in held.holds
    await news.dishonesty(browser.person_id, entry_id=entry, version=3, until_on=today, stands=False)
    await news.dishonesty(browser.person_id, entry_id=entry, version=2, until_on=today)  # late
    await news.dishonesty(browser.person_id, until_on=today - timedelta(days=1))  # over
    assert (await browser.post("/plans/open/start")).leads_to.startswith("/declarations/")


@pytest.mark.rule("A2.4")
async def test_for_a_suspended_employer_nothing_starts_and_what_was_started_waits_visibly(
    browsers: Browsers, applicant: Browser, news: News, started: Events
) -> None:
    declaration = await applicant.start()
    await news.employer(version=4, suspended_for="clerk")
    await news.employer(version=3)  # late
    other, words = browsers("applicant"), "授权已暂停（经办人的身份或任职情况有疑问，正在核实）"
    await news.readiness(other.person_id)
    for page in (await other.get("/plans/open"), await other.post("/plans/open/start")):
        assert words in page.text
        assert "马上申报" not in page.text
    assert "还不能申报" in (await other.get("/home")).text
    assert len(await started()) == 1
    for address in ("/home", declaration):
        assert words in (await applicant.get(address)).text
    await news.employer(version=5)
    for address in ("/home", declaration):
        assert "授权已暂停" not in (await applicant.get(address)).text
    await other.start()


async def test_before_one_begins_the_page_tells_each_condition_and_where_to_act(
    browsers: Browsers, news: News
) -> None:
    browser = browsers("applicant")
    await news.readiness(browser.person_id, records=False, current_title_on="210001", proven={"years": []})

    page = await browser.get("/plans/open")

    assert "正在受理，2100年12月30日 17:00 截止" in page.text
    assert "至申报截止满 0 年，要求满 4 年，还差 4 年" in page.text
    assert "没有已核验的 2021 年度继续教育记录" in page.text
    assert {"/archive/basic", "/archive/records", "/archive/records/new/training"} <= set(page.links())
    assert "您没有正在办理的本计划申报" in page.text
    visitor = await browsers().get("/plans/open")
    assert "您的情况" not in visitor.text


@pytest.mark.rule("A3.1")
@pytest.mark.parametrize("plan", ["closed", "later"])
async def test_outside_the_window_nothing_starts(applicant: Browser, plan: str, started: Events) -> None:
    page = await applicant.post(f"/plans/{plan}/start")

    assert page.status == 409
    assert await started() == []


@pytest.mark.rule("A3.1")
async def test_starting_makes_a_row_and_an_event(applicant: Browser, started: Events) -> None:
    declaration = await applicant.start()

    (event,) = await started()
    assert declaration == f"/declarations/{event.application_id}"
    assert (event.person_id, event.city, event.plan) == (applicant.person_id, "shaoxing", "open")
    page = await applicant.get(declaration)
    assert "填报中" in page.text
    assert "绍兴市环境监测站" in page.text
    assert "开始申报" in page.text
    assert {f"{declaration}/form", f"{declaration}/preview"} <= set(page.links())
    assert f"/documents/photo?back={declaration}/after/photo" in page.links()


async def test_a_step_that_is_done_leads_on_to_the_first_that_is_missing(
    applicant: Browser, news: News
) -> None:
    path = await applicant.start()
    application_id = UUID(path.rsplit("/", 1)[1])
    photo = f"/documents/photo?back={path}/after/photo"

    async def after(step: str) -> str:
        return (await applicant.get(f"{path}/after/{step}")).leads_to

    assert await after("pledge") == photo  # that it is signed may not have been told yet
    assert await after("photo") == f"{path}/pledge"
    await news.photo(applicant.person_id)
    assert await after("pledge") == f"{path}/form"
    await news.pledge(application_id, applicant.person_id)
    assert await after("photo") == f"{path}/form"
    await applicant.fill_in(path)
    assert await after("pledge") == await after("photo") == f"{path}/preview"
    await applicant.say(path, public_post="yes")
    assert await after("pledge") == await after("photo") == f"{path}/attachments"
    assert (await applicant.get(f"{path}/after/tea")).status == 422


async def test_no_two_cases_are_called_by_one_number(
    browsers: Browsers, news: News, started: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, free = UUID("00000000-0001-4000-8000-000000000001"), UUID("00000000-0002-4000-8000-000000000001")
    twin = UUID("00000000-0001-4000-8000-000000000002")
    drawn = iter([taken, twin, free])
    monkeypatch.setattr(start, "new_id", lambda: next(drawn))

    for applicant in (browsers("applicant"), browsers("applicant")):
        await news.employer()
        await news.readiness(applicant.person_id)
        page = await applicant.get(await applicant.start())

    assert {event.about for event in await started()} == {taken, free}
    assert "申报编号" in page.text
    assert reference(free) in page.text


@pytest.mark.rule("A3.2")
async def test_a_double_click_leads_to_the_same_declaration(applicant: Browser, started: Events) -> None:
    answers = await asyncio.gather(*(applicant.post("/plans/open/start") for _ in range(5)))

    assert [answer.status for answer in answers] == [303] * 5
    assert len({answer.leads_to for answer in answers}) == 1
    assert len(await started()) == 1
    page = await applicant.get("/plans/open")
    assert "同一计划只能有一份正在办理的申报" in page.text
    assert answers[0].leads_to in page.links()


@pytest.mark.rule("A3.2")
@pytest.mark.parametrize(
    ("status", "is_over"),
    [(Status.AWAITING_MEETING, False), (Status.NOT_ELECTED, True), (Status.TITLED, True)],
)
async def test_only_after_its_committee_is_done_with_one_another_is_begun(
    applicant: Browser, started: Events, activities: Activities, status: Status, *, is_over: bool
) -> None:
    first = (await applicant.post("/plans/open/start")).leads_to
    (event,) = await started()
    await activities.record_progress(
        a_move(event.application_id, 1, at=event.at, event="judged", status=status, round=1)
    )

    assert ((await applicant.post("/plans/open/start")).leads_to == first) is not is_over
    assert len(await started()) == (2 if is_over else 1)


async def test_older_news_does_not_undo_newer_ones(browsers: Browsers, news: News) -> None:
    browser = browsers("applicant")
    await news.readiness(browser.person_id, at=datetime(2022, 7, 2, tzinfo=UTC))
    await news.readiness(browser.person_id, basic=False, at=datetime(2022, 7, 1, tzinfo=UTC))

    assert (await browser.post("/plans/open/start")).status == 303
