"""Pages beside the main path, and what people write when they write much: nothing sticks out."""

from collections.abc import Sequence

import pytest

from deploy.demo import people
from deploy.demo.cast import Cast
from deploy.demo.house import House
from deploy.demo.journey import Journey
from deploy.demo.visitor import Visitor
from kit.ids import new_id
from tests.browser.chromium import PC, PHONE, Screen
from tests.browser.conftest import OpenWindow
from tests.browser.scrutiny import Scrutiny
from tests.browser.window import Window

EVERYBODY = {
    "/sign-in": 200,
    "/sign-in?who=office": 200,
    "/activate": 200,
    "/register/employer?city=shaoxing": 200,
    "/plans": 200,
    "/plans/2022-engineer": 200,
    "/publicity": 200,
    "/nowhere": 404,
    f"/documents/verify/{new_id()}/0123456789abcdef": 404,
}
ACCOUNT = (
    "/account",
    "/account/mobile",
    "/account/correction",
    "/account/data",
    "/account/access",
    "/employers/invite",
)
UNIT = ("/employers/mine", "/employers/mine/clerks", "/employers/mine/changes", "/employers/authorisation")
SCREENS = pytest.mark.parametrize("screen", [PHONE, PC], ids=lambda screen: screen.name)
EMPLOYER = "绍兴市越城区清源环境监测与生态修复工程技术研究开发集团股份有限公司滨海新区第三分公司"
APPLICANT = "阿卜杜热合曼·买买提依明·吐尔逊"
UNBROKEN = "https://example.com/" + "monitoring-station-" * 6
LONG = "曹娥江流域水质自动监测站建设与高浊度水样预处理技术研究" * 4


@SCREENS
async def test_what_everybody_may_see(open_window: OpenWindow, screen: Screen) -> None:
    window = await open_window(screen)
    for path, status in EVERYBODY.items():
        await window.go(path)
        assert window.status == status, path
    await window.go("/register")
    await window.press("注册并登录")
    assert window.status == 422
    await window.go("/sign-in")
    await window.press("登录")
    assert await window.page.locator(".govuk-error-summary").count() == 1


@SCREENS
async def test_what_an_administrator_sees(
    house: House, drafting: Journey, open_window: OpenWindow, screen: Screen
) -> None:
    window = await open_window(screen, drafting.admin)
    await window.go("/admin/employers")
    await window.go(f"/admin/employers?status=approved&words={drafting.cast.employer_name}")
    await window.follow(drafting.cast.employer_name)
    await window.follow("并入其他单位")
    await window.page.get_by_label("合并后的单位的统一社会信用代码").fill("无此单位")
    await window.press("查找")
    assert await window.says("信用代码")
    await window.go("/messages")
    assert await window.says("12333")
    await _see(
        [window],
        "/admin/requests",
        "/admin/corrections",
        "/admin/officials",
        "/admin/officials/new",
        "/admin/officials/import",
    )
    await window.go("/admin/officials?office=shaoxing/ecology")
    await window.follow("沈国平")
    assert await window.says("任职记录")
    await window.follow("指定或取消代办")


@SCREENS
async def test_what_people_do_with_their_account_and_their_unit(
    drafting: Journey, open_window: OpenWindow, screen: Screen
) -> None:
    window = await open_window(screen, drafting.applicant)
    await _see([window], *ACCOUNT)
    await window.press("生成邀请")
    assert window.status == 422
    await window.go("/account/mobile")
    await window.press("获取验证码")
    assert window.status == 422
    await window.go("/account")
    await window.press("显示完整号码")
    assert window.status == 200
    window = await open_window(screen, drafting.clerk)
    await _see([window], *UNIT)
    await window.go("/employers/mine/changes")
    await window.press("提交更名申请")
    assert window.status == 422


async def test_long_words_fit_every_page(
    house: House, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "BASIC", {**people.BASIC, "address": LONG[:100], "specialty": LONG[:50]})
    monkeypatch.setattr(people, "RECORDS", _long_records())
    async with await Journey.begin(house, _long_cast()) as journey:
        await journey.go(journey.joining())
        await journey.start()
        await journey.applicant.give_photo()
        applicant = await _both(open_window, journey.applicant)
        clerk = await _both(open_window, journey.clerk)
        case = f"/declarations/{journey.application_id}"
        statement = (UNBROKEN + LONG * 9)[:1000]
        await journey.applicant.fill_form(
            journey.application_id, statement=statement, specialty=LONG[:50], current_title=UNBROKEN[:50]
        )
        await _see(applicant, "/archive", "/archive/records", f"{case}/form", f"{case}/preview")
        await journey.submit()
        task = await journey.clerk.task(journey.cast.applicant_name)
        await _see(applicant, "/declarations", case, f"{case}/withdraw")
        await _see(clerk, "/", "/review", task, f"{task}/findings", f"{task}/publicity", f"{task}/decision")
        await journey.clerk.examine(task)
        await journey.clerk.post(task)
        await applicant[0].until("单位公示", path=case)
        await _see(clerk, f"{task}/publicity", "/publicity", "/employers/mine")
        await _refuse_almost(clerk[0], task)
        await journey.clerk.decide(task, "returned", reason=(UNBROKEN + LONG * 9)[:1000])
        await applicant[0].until("退回意见", path=case)
        await _see(applicant, case, "/declarations")
        await _see(clerk, task, f"{task}/decision", "/review?state=done")


async def _both(open_window: OpenWindow, visitor: Visitor) -> list[Window]:
    pc = await open_window(PC, visitor, scrutiny=Scrutiny.FIT)
    return [await open_window(PHONE, visitor), pc]


async def _see(windows: Sequence[Window], *paths: str) -> None:
    for window in windows:
        for path in paths:
            await window.go(path)
            assert window.status == 200, path


async def _refuse_almost(window: Window, task: str) -> None:
    """不通过 asks once more, and there is a way back."""
    await window.go(f"{task}/decision")
    await window.page.get_by_label("不通过", exact=True).check()
    await window.page.get_by_label("不通过的理由").fill("不具备申报年限要求，" + UNBROKEN)
    await window.press("提交决定")
    assert await window.says("将结束本次申报，不能撤回")
    await window.press("返回修改")
    assert "不具备申报年限要求" in await window.page.get_by_label("不通过的理由").input_value()


def _long_cast() -> Cast:
    cast = Cast()
    object.__setattr__(cast, "employer_name", EMPLOYER + cast.employer_name[-8:])
    object.__setattr__(cast, "applicant_name", APPLICANT)
    return cast


def _long_records() -> tuple[tuple[str, dict[str, str]], ...]:
    longer = {"name": LONG[:100], "content": (UNBROKEN + LONG * 9)[:300], "result": UNBROKEN}
    return tuple(
        (kind, {**values, **longer} if kind == "project" else dict(values)) for kind, values in people.RECORDS
    )
