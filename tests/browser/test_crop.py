"""证件照 in a real browser: cut to its shape and made smaller before it is sent."""

import mimetypes
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from io import BytesIO
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from fastapi import FastAPI
from PIL import Image
from playwright.async_api import Browser, Page, Route

from kit.web import assets, pages
from kit.web.pages import Form
from services.documents.photos.domain.photo import OnRecord
from services.documents.photos.domain.rules import PhotoRule
from services.documents.photos.imaging.checks import check_photo
from services.documents.photos.web import views
from services.documents.web.app import SERVICE
from tests.browser.chromium import PHONE, profile
from tests.browser.scrutiny import spills, violations
from tests.unit.kit.web.samples import a_request, a_session
from tests.unit.services.documents.portraits import drawn, jpeg, portrait

WHITE = (250, 250, 250)
URL = "http://photo.test"
POLICY = "default-src 'self'; img-src 'self' data: blob:; form-action 'self'"

pytestmark = pytest.mark.rule("A4.5")


class Desk:
    """The page of the photo, without any server, and the file that its form sent."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sent = b""
        app = FastAPI()
        pages.setup(app, [SERVICE / "photos" / "templates"])
        request = a_request(views.PAGE, app=app, session=a_session("applicant"))
        self._html = pages.render(
            request,
            "photos/photo.html",
            form=Form(),
            register=None,
            asked="",
            is_of_register=False,
            known=OnRecord(),
            refused=None,
            found=None,
            requirements=views.requirements(PhotoRule()),
            shape=views.shape(PhotoRule()),
            done="",
            go_on="",
        ).text()

    async def answer(self, route: Route) -> None:
        path, sent = urlsplit(route.request.url).path, route.request.post_data_buffer
        if path.startswith(assets.AT):
            file = assets.STATIC / assets.named(path.removeprefix(f"{assets.AT}/"))
            kind = mimetypes.guess_type(file.name)[0] or "text/plain"
            await route.fulfill(body=file.read_bytes(), content_type=kind)
            return
        if sent:
            head = f"content-type: {route.request.headers['content-type']}\r\n\r\n".encode()
            parts = message_from_bytes(head + sent, policy=policy.HTTP).iter_parts()
            self.sent = next(bytes(part.get_content()) for part in parts if part.get_filename())
        headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": POLICY}
        await route.fulfill(body=self._html, headers=headers)

    async def choose(self, data: bytes, kind: str = "image/jpeg") -> None:
        chosen = {"name": "我的照片.1", "mimeType": kind, "buffer": data}
        await self.page.set_input_files("input[type=file]", chosen)  # type: ignore[arg-type]

    async def told(self) -> str:
        status = self.page.locator(".zc-crop [role=status]")
        await status.wait_for()
        return await status.inner_text()

    async def slide(self, label: str, to: str) -> None:
        before = await self.told()
        await self.page.get_by_label(label).fill(to)
        await self.page.wait_for_function(
            "before => document.querySelector('.zc-crop [role=status]').textContent !== before", arg=before
        )

    async def send(self) -> bytes:
        async with self.page.expect_navigation():
            await self.page.get_by_role("button", name="上传照片").click()
        return self.sent


@pytest_asyncio.fixture(loop_scope="session")
async def desk(browser: Browser) -> AsyncIterator[Desk]:
    async with await profile(browser, URL, PHONE) as context:
        page = await context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        desk = Desk(page)
        await page.route("**/*", desk.answer)
        await page.goto(URL)
        yield desk
    assert not complaints


def wrong(data: bytes) -> list[str]:
    return [check.rule for check in check_photo(data) if not check.ok]


def in_the_middle(width: int, height: int) -> Image.Image:
    """A portrait with much white on both sides, as a phone that lies takes it."""
    wall = Image.new("RGB", (width, height), WHITE)
    person = drawn(height * 3 // 4, height)
    wall.paste(person, ((width - person.width) // 2, 0))
    return wall


def png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.rule("A4.3")
async def test_a_wide_large_photo_is_cut_and_made_smaller(desk: Desk) -> None:
    data = jpeg(in_the_middle(3000, 2000), quality=100, subsampling=0)
    assert wrong(data) == ["A4.3", "A4.5"]
    await desk.choose(data)
    assert "上传的就是框内的部分：宽 870、高 1200 像素" in await desk.told()
    assert await violations(desk.page, PHONE) + await spills(desk.page, PHONE) == []
    assert wrong(await desk.send()) == []


@pytest.mark.rule("A4.2")
async def test_a_picture_of_another_kind_becomes_a_jpeg(desk: Desk) -> None:
    await desk.choose(png(in_the_middle(1600, 1200)), "image/png")
    assert wrong(await desk.send()) == []


async def test_whoever_is_faster_than_the_picture_sends_what_the_frame_shows(desk: Desk) -> None:
    await desk.page.evaluate(
        """() => {
            const open = createImageBitmap;
            const pause = new Promise((done) => setTimeout(done, 500));
            window.createImageBitmap = async (file) => { await pause; return open(file); };
        }"""
    )
    await desk.choose(jpeg(in_the_middle(1600, 1200), quality=95))
    assert wrong(await desk.send()) == []


async def test_a_photo_that_lies_is_turned_by_a_button_and_moved_by_keys(desk: Desk) -> None:
    lying = in_the_middle(1600, 1600).transpose(Image.Transpose.ROTATE_90)
    await desk.choose(jpeg(lying, quality=95))
    await desk.told()
    await desk.page.get_by_role("button", name="向右转").click()
    await desk.slide("放大", "1.1")
    await desk.page.get_by_label("上下移动").focus()
    await desk.page.keyboard.press("ArrowLeft")
    assert wrong(await desk.send()) == []


async def test_a_photo_that_is_right_is_sent_as_it_is(desk: Desk) -> None:
    await desk.choose(portrait())
    assert "可以直接上传" in await desk.told()
    assert await desk.send() == portrait()


@pytest.mark.rule("A4.4")
async def test_a_part_that_is_too_small_is_told(desk: Desk) -> None:
    await desk.choose(jpeg(in_the_middle(900, 600), quality=95))
    await desk.slide("放大", "4")
    assert "框内的部分太小" in await desk.told()


@pytest.mark.parametrize("data", [b"no picture", jpeg(drawn(200, 240))])
async def test_what_cannot_be_cut_is_left_to_the_server(desk: Desk, data: bytes) -> None:
    await desk.choose(data)
    assert await desk.send() == data


async def test_another_choice_begins_anew(desk: Desk) -> None:
    await desk.choose(jpeg(in_the_middle(1600, 1200), quality=95))
    await desk.slide("放大", "1.2")
    await desk.choose(portrait())
    await desk.page.get_by_text("可以直接上传").wait_for()
    assert await desk.page.get_by_label("放大").input_value() == "1"
    assert await desk.send() == portrait()
