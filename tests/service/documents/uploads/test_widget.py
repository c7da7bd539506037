"""`ui.files` in a real browser: files go up while the form is open, and leave their receipts in it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import pytest_asyncio
from playwright.async_api import Browser as Chromium
from playwright.async_api import Page, Route, expect

from contracts.files import Receipt
from kit.web import pages
from kit.web.pages import Form
from tests.browser.chromium import PHONE, chromium, profile
from tests.fixtures.running import listening, serving, url_of
from tests.service.documents.world import Browser, World
from tests.unit.kit.web.samples import a_request, a_session, an_app
from tests.unit.services.documents.scans import encrypted, pdf, picture

ROOT = Path(__file__).parents[4]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
POLICY = "default-src 'self'; img-src 'self' data: blob:; form-action 'self'"
SAMPLE = """
{% extends "layouts/task.html" %}
{% set title = "业绩" %}
{% block body %}
    <form method="post" action="/saved" novalidate>
        {{ ui.text(form, "title", "名称") }}
        {{ ui.files(form, "evidence", "佐证材料", upload=upload, held=held, most=4, hint="PDF、JPG、PNG") }}
        {{ ui.button("保存") }}
    </form>
{% endblock %}
"""


class Screen:
    """A page with the widget, and what its form sent."""

    def __init__(self, page: Page, who: Browser) -> None:
        self.page, self.who = page, who
        self.saved: dict[str, list[str]] = {}

    async def answer(self, route: Route) -> None:
        if route.request.method == "POST":
            self.saved = parse_qs(route.request.post_data or "")
        app = an_app()
        held = [{"text": "原有.pdf", "href": "/documents/files/1/view", "drop": ("drop", "1"), "receipt": ""}]
        request = a_request("/archive/records/1", app=app, session=a_session("applicant"))
        html = pages.render(request, "web/sample.html", form=Form(), upload=self.address, held=held).text()
        headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": POLICY}
        await route.fulfill(body=html, headers=headers)

    @property
    def address(self) -> str:
        return f"/documents/upload?grant={self.who.grant()}"

    async def choose(self, *sent: tuple[str, bytes]) -> None:
        files = [{"name": name, "mimeType": "application/pdf", "buffer": data} for name, data in sent]
        await self.page.set_input_files("#evidence", files)  # type: ignore[arg-type]

    async def has(self, text: str) -> None:
        await self.page.get_by_text(text, exact=False).first.wait_for()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def launched() -> AsyncIterator[Chromium]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def screen(
    world: World, launched: Chromium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Screen]:
    folder = tmp_path / "web" / "templates"
    folder.mkdir(parents=True)
    (folder / "sample.html").write_text(SAMPLE)
    monkeypatch.setattr("tests.unit.kit.web.samples.TEMPLATES", folder)
    who, own = await world.someone(), listening()
    url = url_of(own)
    async with serving(world.app, own), await profile(launched, url, PHONE) as context:
        await context.add_cookies([{"name": "session", "value": who.client.cookies["session"], "url": url}])
        page = await context.new_page()
        made = Screen(page, who)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.route("**/archive/**", made.answer)
        await page.route("**/saved", made.answer)
        await page.goto(f"{url}/archive/records/1")
        # The script that takes the files is fetched after the page: it is waited for as people do.
        await page.locator("#evidence").wait_for()
        yield made
    assert not complaints


async def test_files_go_up_side_by_side_and_leave_receipts(screen: Screen, world: World) -> None:
    page = screen.page
    await page.fill("#title", "环境监测")
    assert await page.get_by_role("button", name="上传文件").count() == 0
    await screen.choose(("证书.pdf", pdf(2)), ("照片.jpg", picture()), ("锁.pdf", encrypted()))
    await screen.has("✓ 已上传（PDF，2 页")
    await screen.has("✓ 已上传（JPG")
    await screen.has("需要密码")
    assert await page.locator("input[name=receipt]").count() == 2
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    assert [one["id"] for one in (await page.evaluate("axe.run()"))["violations"]] == []
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    await page.screenshot(path=ROOT / ".state" / "widget.png", full_page=True)
    await page.get_by_role("button", name=re.compile("移除 *《照片.jpg》")).click()
    assert await page.locator("input[name=receipt]").count() == 1
    assert "照片.jpg》已移除" in await page.locator(".zc-files__told").inner_text()
    await page.get_by_role("button", name="保存").click()
    await page.wait_for_url("**/saved")
    (token,) = screen.saved["receipt"]
    assert world.grants.open(Receipt, token).name == "证书.pdf"
    assert screen.saved["title"] == ["环境监测"]


async def test_a_bad_line_is_waited_for_and_the_form_waits_too(screen: Screen) -> None:
    page, failures = screen.page, 2

    async def broken(route: Route) -> None:
        nonlocal failures
        if route.request.method == "PATCH" and failures:
            failures -= 1
            await route.abort("connectionreset")
        else:
            await route.fallback()

    await page.route("**/documents/uploads/*", broken)
    await screen.choose(("证书.pdf", pdf(2)))
    await page.get_by_role("button", name="保存").click()
    await screen.has("还有文件正在上传")
    assert screen.saved == {}
    await screen.has("✓ 已上传（PDF，2 页")
    assert failures == 0


async def test_no_more_than_may_be(screen: Screen) -> None:
    await screen.choose(*((f"{n}.pdf", pdf(n)) for n in range(1, 6)))
    await screen.has("最多 4 个文件，多出的没有上传")
    assert await screen.page.locator(".zc-files__item").count() == 4


async def test_what_failed_comes_with_the_form_by_its_name(screen: Screen) -> None:
    page = screen.page
    sent = [("证书.pdf", pdf(2)), ("锁.pdf", encrypted()), ("旧锁.pdf", encrypted())]
    await screen.choose(*sent)
    await screen.has("✓ 已上传（PDF，2 页")
    # Not what is read out: it names the last one.
    faults = page.locator(".zc-files__fault", has_text="需要密码")
    await expect(faults).to_have_count(2)
    for name in ("锁.pdf", "旧锁.pdf"):
        row = page.locator(".zc-files__item", has_text=name).first
        await expect(row.get_by_role("button", name=re.compile(f"重试 *《{name}》"))).to_be_visible()
    await page.get_by_role("button", name=re.compile("移除 *《旧锁.pdf》")).click()
    assert "旧锁.pdf》已移除" in await page.locator(".zc-files__told").inner_text()
    await page.get_by_role("button", name="保存").click()
    await page.wait_for_url("**/saved")
    assert screen.saved["unsent"] == ["锁.pdf"]
    assert len(screen.saved["receipt"]) == 1


async def test_what_went_up_after_all_is_not_named(screen: Screen) -> None:
    page, is_away = screen.page, True

    async def away(route: Route) -> None:
        await (route.fulfill(status=413, body='{"detail":"太大"}') if is_away else route.fallback())

    await page.route("**/documents/uploads", away)
    await screen.choose(("证书.pdf", pdf(2)))
    await screen.has("太大")
    is_away = False
    await page.get_by_role("button", name=re.compile("重试 *《证书.pdf》")).click()
    await screen.has("✓ 已上传（PDF，2 页")
    assert await page.locator(".zc-files__fault").count() == 0
    assert await page.locator(".zc-files__item button").count() == 1  # 移除, no longer beside another
    await page.get_by_role("button", name="保存").click()
    await page.wait_for_url("**/saved")
    assert "unsent" not in screen.saved
    assert len(screen.saved["receipt"]) == 1
