"""Without JavaScript: scripts only make the pages more comfortable."""

from contracts.application import workflow_id
from deploy.demo.portrait import portrait
from tests.browser.chromium import PHONE
from tests.browser.conftest import Begin, OpenWindow
from tests.browser.pages.account import SignIn
from tests.browser.pages.declaration import Form, Record
from tests.browser.pages.upload import Upload
from workflows.application.workflow import Application


async def test_from_sign_in_to_submission_without_script_and_two_clicks_are_one(
    begin: Begin, open_window: OpenWindow
) -> None:
    journey = await begin()
    await journey.start()
    await journey.applicant.give_photo()
    await journey.sign()
    window = await open_window(PHONE, java_script=False)
    page = await SignIn(window).open("person")
    await page.enter("手机号码", journey.cast.applicant_mobile, journey.cast.password)
    form = await Form(window).open(journey.application_id)
    await form.fill(本人述职="")
    await form.next()
    assert window.status == 422
    assert await window.says("请填写本人述职")
    await form.fill()
    attachments = await form.next()
    await attachments.say()
    name, *others = await attachments.missing()
    await window.follow(name)
    await window.press("上传文件")
    await Upload(window).give(("证书.jpg", "image/jpeg", portrait(7)))
    assert await window.says("文件已保存")
    await window.follow("返回")
    assert await attachments.missing() == others
    await journey.applicant.enclose(journey.application_id)
    preview = await attachments.next()
    assert await preview.heading() == "提交前请核对"

    await preview.submit(twice=True)

    await window.until("用人单位审查", path=f"/declarations/{journey.application_id}")
    assert await Record(window).timeline() == ["提交申报", "开始申报"]
    handle = journey.client.get_workflow_handle(workflow_id(journey.application_id))
    assert (await handle.query(Application.case)).round == 1
