"""Without a mouse: every step has a focus that is seen, in the order of the page."""

from playwright.async_api import expect

from deploy.demo.journey import Journey
from tests.browser.chromium import PC
from tests.browser.conftest import OpenWindow
from tests.browser.keyboard import Keyboard
from tests.browser.pages.account import SignIn
from tests.browser.pages.declaration import MONTHS, TEXTS, Form


async def test_sign_in_and_form_need_no_mouse(drafting: Journey, open_window: OpenWindow) -> None:
    window = await open_window(PC)
    keys = Keyboard(window.page)
    page = await SignIn(window).open("person")
    await keys.tab_to(window.page.get_by_role("link", name="跳到主要内容"))
    await window.page.keyboard.press("Enter")
    await keys.type(page.field("手机号码"), drafting.cast.applicant_mobile)
    await keys.type(page.field("密码"), drafting.cast.password)
    await keys.enter()
    assert drafting.cast.applicant_name in await page.heading()

    form = await Form(window).open(drafting.application_id)
    await keys.tick(form.group("申报方式").get_by_label("正常申报", exact=True))
    await keys.tick(form.group("申报专业类别").get_by_label("监测与分析", exact=True))
    await keys.tab_to(form.group("申报使用的内容").get_by_label("与核验的一致"))
    await window.page.keyboard.press("ArrowDown")
    await keys.type(form.field("从事专业"), TEXTS["从事专业"])
    await keys.type(form.field("现任专业技术资格"), TEXTS["现任专业技术资格"])
    for legend, value in MONTHS.items():
        await keys.type(form.group(legend).get_by_label("年", exact=True), value[:4])
        await keys.type(form.group(legend).get_by_label("月", exact=True), value[4:])
    await keys.type(form.field("专业工作年限"), "")
    await keys.type(form.field("本人述职"), TEXTS["本人述职"])
    await keys.enter(form.page.get_by_role("button", name="下一步"))

    assert window.status == 422
    await expect(form.page.locator(".govuk-error-summary")).to_be_focused()
    await keys.tab_to(form.page.locator(".govuk-error-summary a"))
    await form.page.keyboard.press("Enter")
    await expect(form.field("专业工作年限")).to_be_focused()
    await form.page.keyboard.insert_text("11")
    await keys.enter(form.page.get_by_role("button", name="下一步"))
    assert await form.heading() == "附件"
    await drafting.applicant.enclose(drafting.application_id)
    await keys.tab_to(form.group("您的社会保险是否在省外缴纳？").get_by_label("是", exact=True))
    await window.page.keyboard.press("ArrowDown")
    await keys.enter(form.page.get_by_role("button", name="保存"))
    await keys.enter(form.page.get_by_role("button", name="下一步"))
    assert await form.heading() == "提交前请核对"
    assert await window.says(TEXTS["本人述职"])
