"""The scrutiny bites: planted faults are found. No platform is needed for this."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Route

from tests.browser import chromium as installed
from tests.browser.chromium import PC, PHONE, NoBrowser, chromium, profile
from tests.browser.window import QUIET, Window

PAGE = """<!doctype html><html lang="zh-CN"><head><title>{0}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>{0}</h1>{1}</main></body></html>"""
PLANTED = {
    "a field without a label": ('<input type="text">', "label"),
    "grey on grey": ('<p style="color: #aaa; background: #bbb">看不清</p>', "color-contrast"),
    "a link that only its colour tells": (
        '<p style="color: #000">先看<a href="/x" style="color: #222; text-decoration: none">说明</a>再填</p>',
        "link-in-text-block",
    ),
    "small buttons side by side": (
        '<button style="width: 15px; height: 15px; padding: 0">甲</button>' * 3,
        "target-size",
    ),
    "a button under another": (
        (
            "<style>button { width: 50px; height: 50px } .on { position: relative; left: -45px }</style>"
            '<button>甲</button><button class="on">乙</button>'
        ),
        "target-size",
    ),
    "a field without a label that only a phone shows": (
        '<style>@media (min-width: 800px) { input { display: none } }</style><input type="text">',
        "label",
    ),
    "a field whose label is not for a phone": (
        (
            "<style>@media (max-width: 800px) { label { display: none } }</style>"
            '<label for="where">单位</label><input type="text" id="where">'
        ),
        "label",
    ),
    "a long word": (f'<p style="width: 200px">{"monitoring" * 4}</p>', "sticks out of its box"),
    "a page that is too wide": ('<p style="width: 600px">宽</p>', "the page is 6"),
    "what the smallest phone cannot show": ('<p style="width: 330px">宽</p>', "(on a small phone)"),
    "a picture that is not there": ('<img alt="照片" src="data:image/png;base64,AAAA">', "cannot be shown"),
    "another site": ('<img alt="" src="http://localhost:9/x.png">', "asks http://localhost:9/x.png"),
    "a script that fails": ("<script>throw new Error('planted')</script>", "planted"),
}


@pytest_asyncio.fixture(loop_scope="session")
async def window(browser: Browser) -> AsyncIterator[Window]:
    context = await profile(browser, "http://127.0.0.1", PHONE)
    yield await Window.open(context, PHONE, "about:", others=[PC])
    await context.close()


@pytest.mark.parametrize("fault", PLANTED)
async def test_a_planted_fault_is_found(window: Window, fault: str) -> None:
    body, expected = PLANTED[fault]
    await window.page.set_content(PAGE.format(fault, body))

    await window.look()

    assert any(expected in complaint for complaint in window.complaints), window.complaints


async def test_a_page_in_order_is_not_complained_of(window: Window) -> None:
    await window.page.set_content(PAGE.format("好", '<label>姓名 <input type="text"></label>'))

    await window.look()

    assert window.complaints == []


async def test_a_colour_is_judged_wherever_it_is_new(window: Window) -> None:
    good = "<style>.pale { color: #ccc }</style><p>甲乙</p><p>丙丁</p>"
    pages = {"一": good, "二": good + "<p>戊己</p>", "三": good + '<p class="pale">看不清</p>'}
    for title, body in pages.items():
        await window.page.set_content(PAGE.format(title, body))
        await window.look()

    assert [one for one in window.complaints if "color-contrast" in one and "看不清" in one]


async def test_what_a_page_asks_for_ends_when_its_reader_leaves(browser: Browser) -> None:
    asks = "<script>setInterval(() => fetch('/gone'), 10)</script>"
    pages = {"/old": PAGE.format("旧", asks), "/new": PAGE.format("新", "")}

    async def answer(asked: Route) -> None:
        path = urlsplit(asked.request.url).path
        is_page = path in pages or path == QUIET
        await asked.fulfill(status=200 if is_page else 404, body=pages.get(path), content_type="text/html")

    context = await profile(browser, "http://127.0.0.1", PHONE)
    await context.route("**/*", answer)
    window = await Window.open(context, PHONE, "http://127.0.0.1")
    async with window.page.expect_response("**/gone"):
        await window.page.goto("/old")

    await window.leave()
    await window.page.goto("/new")
    await window.page.wait_for_timeout(100)

    assert window.complaints == []
    await context.close()


async def test_a_missing_browser_is_a_failure_that_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "EXECUTABLE", Path("/nowhere/chromium"))

    with pytest.raises(NoBrowser, match="Debian package chromium"):
        async with chromium():
            pass
