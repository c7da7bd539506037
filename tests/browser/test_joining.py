"""A new unit, its clerk, an applicant and an administrator: from nothing to a verified archive."""

from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from deploy.demo.cast import Cast
from deploy.demo.house import House
from tests.browser.chromium import PC, PHONE
from tests.browser.conftest import Begin, OpenWindow
from tests.browser.pages.account import Home, SignIn
from tests.browser.pages.archive import Archive, Verification
from tests.browser.pages.employer import Administration, Unit
from tests.browser.pages.upload import Upload
from tests.browser.window import Window

PAPER = "高浊度地表水氨氮在线监测的误差分析"


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    return "".join(text.replace("\N{ZERO WIDTH SPACE}", "").split())


def a_scan(shade: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (900, 1200), (250, 250, shade)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.rule("E1.1")
@pytest.mark.rule("E2.1")
@pytest.mark.rule("E2.2")
@pytest.mark.rule("E3.1")
@pytest.mark.rule("A1.1")
@pytest.mark.rule("A2.1")
@pytest.mark.rule("A2.2")
@pytest.mark.rule("A2.4")
@pytest.mark.rule("C1.1")
async def test_everybody_joins_without_help(house: House, begin: Begin, open_window: OpenWindow) -> None:
    journey = await begin(joined=False)
    cast = journey.cast
    clerk, applicant, admin = [await open_window(screen) for screen in (PC, PHONE, PC)]
    await _register_unit(clerk, cast)
    await _sign_up(applicant, cast)
    await _is_told_to_wait(applicant, cast)
    await _approve(admin, cast, house)
    await _fill_archive(applicant, cast)
    await _verify(clerk, cast)
    await applicant.until("可以申报", path="/archive")


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
    home = await (await home.register()).sign_up(cast)
    assert await home.heading() == f"{cast.applicant_name}，您好"


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


async def _fill_archive(window: Window, cast: Cast) -> None:
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
    await archive.submit()
    assert await window.says("正在核验您提交的 2 项内容")


async def _verify(window: Window, cast: Cast) -> None:
    await Home(window).open()
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
    assert await window.says("核验通过 2 项")
