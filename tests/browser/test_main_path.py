"""The whole way, by people with a browser: from a new unit to the fee, on a phone and on a PC."""

from io import BytesIO

import pypdfium2
import pytest
from PIL import Image
from playwright.async_api import expect

from deploy.demo.cast import Cast
from deploy.demo.house import House
from deploy.demo.journey import Journey
from deploy.demo.records import YEARLY
from tests.browser.chromium import PC, PHONE
from tests.browser.conftest import Begin, OpenWindow
from tests.browser.examination import decides, examines
from tests.browser.pages.account import Home, SignIn
from tests.browser.pages.archive import Archive, Verification
from tests.browser.pages.declaration import Form, Plan, Record
from tests.browser.pages.employer import Administration, Unit
from tests.browser.pages.payment import Payment
from tests.browser.pages.photo import Photo
from tests.browser.pages.pledge import Pad, Pledge
from tests.browser.pages.upload import Upload
from tests.browser.window import Window

PAPER = "高浊度地表水氨氮在线监测的误差分析"
ERRORS = {
    "category": "请选择申报专业类别",
    "years": "专业工作年限应为 0 至 60 的整数",
    "statement": "请填写本人述职",
}


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    return "".join(text.replace("\N{ZERO WIDTH SPACE}", "").split())


def a_scan(shade: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (900, 1200), (250, 250, shade)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.rule("A1.1")
@pytest.mark.rule("A2.1")
@pytest.mark.rule("A2.2")
@pytest.mark.rule("A2.4")
@pytest.mark.rule("A3.1")
@pytest.mark.rule("A4.7")
@pytest.mark.rule("A5.1")
@pytest.mark.rule("A5.2")
@pytest.mark.rule("A8.8")
@pytest.mark.rule("A9.2")
@pytest.mark.rule("C1.1")
@pytest.mark.rule("E1.1")
@pytest.mark.rule("E2.1")
@pytest.mark.rule("E2.2")
@pytest.mark.rule("E3.1")
@pytest.mark.rule("E4.4")
async def test_an_application_goes_from_a_new_unit_to_the_fee(
    house: House, begin: Begin, open_window: OpenWindow
) -> None:
    journey = await begin(joined=False)
    cast = journey.cast
    clerk, applicant, admin = [await open_window(screen) for screen in (PC, PHONE, PC)]
    await _register_unit(clerk, cast)
    await _sign_up(applicant, cast)
    await _is_told_to_wait(applicant, cast)
    await _approve(admin, cast, house)
    await _fill_archive(applicant, journey)
    await _verify(clerk, cast)
    await applicant.until("可以申报", path="/archive")
    record = await _declare(applicant, await open_window(PHONE), journey)
    await examines(clerk, journey)
    await record.window.until("逐级审查", path=f"/declarations/{record.id}")
    department = await open_window(PC)
    page = await SignIn(department).open("office")
    await page.enter("登录名", "department", house.password("department"))
    await decides(department, journey, "ecology")
    for office in ("hr", "engineer-committee"):
        official = await open_window(PC, await journey.at(office))
        await decides(official, journey, office)
    await _pay(record, journey)


async def _register_unit(window: Window, cast: Cast) -> None:
    unit = Unit(window)
    await unit.register(cast)
    await window.go("/archive/verification")
    assert window.status == 403  # nothing else can be done before
    await window.go("/employers/mine/letter")
    letter = await unit.download_letter()
    words = words_of(letter)
    assert cast.employer_name in words
    assert cast.credit_code in words
    assert cast.clerk_id_number in words  # the unit names whom it empowers
    await unit.hand_in(letter)
    assert await window.says("正在审核单位注册信息")


async def _sign_up(window: Window, cast: Cast) -> None:
    home = await Home(window).open()
    await (await home.register()).sign_up(cast)
    assert await home.heading() == f"{cast.applicant_name}，您好"
    await home.sign_out()
    await (await home.sign_in()).enter("手机号码", cast.applicant_mobile, cast.password)


async def _is_told_to_wait(window: Window, cast: Cast) -> None:
    await window.go(f"/archive/employer?q={cast.credit_code}")
    await window.until("审核通过前暂不能选择")
    assert not await window.page.get_by_role("button", name=f"选择{cast.employer_name}").count()


async def _approve(window: Window, cast: Cast, house: House) -> None:
    page = await SignIn(window).open("office")
    await page.enter("登录名", "admin", house.password("admin"))
    desk = await Administration(window).open()
    await desk.approve(cast.employer_name)
    assert await window.says("已通过")


async def _fill_archive(window: Window, journey: Journey) -> None:
    cast = journey.cast
    await window.until(f"选择{cast.employer_name}", path=f"/archive/employer?q={cast.credit_code}")
    archive = await Archive(window).open()
    await archive.choose_employer(cast.credit_code, cast.employer_name)
    await archive.fill_basic()
    await archive.add_record(
        "论文",
        {"论文题目": PAPER, "刊物或会议名称": "环境监测管理与技术"},
        {"发表时间": "201906"},
        作者身份="第一作者",
    )
    await window.go("/archive/records")
    await window.follow(f"《{PAPER}》")
    scans = [(name, "image/png", a_scan(shade)) for name, shade in (("封面.png", 240), ("目录.png", 230))]
    await Upload(window).attach(*scans)
    await window.press("保存")
    assert await window.says("已保存")
    await journey.applicant.sign_in(cast.applicant_mobile, cast.password)
    await journey.applicant.add_records(YEARLY)
    await archive.submit()
    assert await window.says("正在核验您提交的 8 项内容")


async def _verify(window: Window, cast: Cast) -> None:
    await (await Home(window).open()).sign_out()
    page = await SignIn(window).open("employer")
    home = await page.enter("登录名", cast.clerk_login, cast.password)
    assert await home.heading() == cast.employer_name
    verification = await Verification(window).open()
    await window.until(cast.applicant_name)
    await window.follow("逐项核验", row=cast.applicant_name)
    async with window.page.expect_popup() as opened:
        await window.page.get_by_role("link", name="封面.png").first.click()
    shown = await opened.value
    await shown.wait_for_load_state()
    assert await shown.locator("img").count()
    await shown.close()
    await verification.open()
    await verification.verify(cast.applicant_name)
    assert await window.says("核验通过 8 项")


async def _declare(window: Window, phone: Window, journey: Journey) -> Record:
    record = await (await Plan(window).open()).start()
    journey.application_id = record.id
    await record.to_photo()
    photo = Photo(window)
    told = await photo.give_wrong()
    assert len(told) == 4, told
    for words in ("文件太小", "照片尺寸太小", "照片太宽", "背景不是白色"):
        assert any(words in line for line in told), told
    await photo.give_right(button="重新上传")
    await Pledge(window).be_signed(Pad(phone))
    await _fill_in_with_errors(Form(window))
    form = Form(window)
    await form.fill()
    attachments = await form.next()
    assert "现任专业技术资格证书" in await attachments.missing()
    preview = await attachments.enclose()
    assert await preview.heading() == "提交前请核对"
    assert await window.says("高浊度地表水氨氮在线监测的误差分析")
    await preview.submit(twice=True)
    await window.until("用人单位审查")
    assert (await record.timeline())[0] == "提交申报"
    await window.follow("查看已提交的申报材料和回执")
    assert await window.says("高浊度地表水氨氮在线监测的误差分析")
    return record


async def _fill_in_with_errors(form: Form) -> None:
    await form.choose("申报方式", "正常申报")
    await form.use_verified(is_same=False)
    typed = {"从事专业": "环境监测", "现任专业技术资格": "助理工程师", "专业工作年限": "十一年"}
    for label, words in typed.items():
        await form.type(label, words)
    await form.month("取得时间", "201111")
    await form.month("聘任时间", "201112")
    await form.next()
    assert form.window.status == 422
    await form.expect_errors(ERRORS)
    assert await form.values(*typed) == typed
    await form.page.locator(".govuk-error-summary").get_by_role("link").nth(1).click()
    await expect(form.field("专业工作年限")).to_be_focused()


async def _pay(record: Record, journey: Journey) -> None:
    window = record.window
    await record.open(journey.application_id)
    await window.until("待缴费")
    assert await record.whose_turn() == "您本人"
    payment = Payment(window)
    await payment.open(journey.application_id)
    await payment.pay()
    await record.open(journey.application_id)
    await window.until("评审表待报送")
    assert (await record.timeline())[:3] == ["进入下一环节", "评审表已生成", "缴费成功"]
    assert await window.says("下载评审表")
