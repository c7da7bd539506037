"""Two tabs, going back, going away: what was typed is kept."""

from playwright.async_api import expect

from deploy.demo.journey import Journey
from tests.browser.chromium import PC, PHONE
from tests.browser.conftest import OpenWindow
from tests.browser.pages.declaration import TEXTS, Form
from tests.browser.window import Window

MINE = "本人在第一个页面写的述职。"


async def test_a_second_tab_overwrites_nothing_and_loses_nothing(
    drafting: Journey, open_window: OpenWindow
) -> None:
    window = await open_window(PC, drafting.applicant)
    other = await Window.open(window.page.context, PC, window.url)
    form = await Form(window).open(drafting.application_id)
    elsewhere = await Form(other).open(drafting.application_id)
    await elsewhere.fill(从事专业="水环境监测")
    await elsewhere.save()
    assert await other.says("草稿已保存")

    await form.fill(本人述职=MINE)
    await form.save()

    assert window.status == 409
    assert await window.says("已在另一个页面保存过")
    told = window.page.get_by_role("row").filter(has_text="从事专业")
    await expect(told).to_contain_text("水环境监测")
    kept = {"从事专业": TEXTS["从事专业"], "本人述职": MINE}
    assert await form.values(*kept) == kept
    await form.save()
    assert await window.says("草稿已保存")
    await form.open(drafting.application_id)
    assert await form.values(*kept) == kept
    assert not other.complaints


async def test_going_back_shows_what_was_typed(drafting: Journey, open_window: OpenWindow) -> None:
    window = await open_window(PHONE, drafting.applicant)
    form = await Form(window).open(drafting.application_id)
    await form.fill(本人述职=MINE)
    await form.next()
    await window.page.go_back()
    assert await form.values("本人述职") == {"本人述职": MINE}

    await form.type("本人述职", "还没有保存的述职。")
    await window.follow("返回")
    await window.page.go_back()
    assert await form.values("本人述职") == {"本人述职": "还没有保存的述职。"}


async def test_a_session_that_ended_leads_back_to_the_form(
    drafting: Journey, open_window: OpenWindow
) -> None:
    window = await open_window(PC, drafting.applicant)
    await window.page.context.clear_cookies()
    await window.go(f"/declarations/{drafting.application_id}/form")
    assert window.path == "/sign-in"
    await window.page.get_by_label("手机号码或登录名").fill(drafting.cast.applicant_mobile)
    await window.page.get_by_label("密码", exact=True).fill(drafting.cast.password)
    await window.press("登录")
    assert window.path == f"/declarations/{drafting.application_id}/form"
