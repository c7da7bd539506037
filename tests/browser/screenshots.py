"""python -m tests.browser.screenshots [FOLDER]: pictures of the main pages for docs/images, phone and PC.

On a stack of its own, which is ended afterwards; the same people every time.
"""

import asyncio
import os
import random
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Self

import pypdfium2
from PIL import Image
from playwright.async_api import Browser, Page

from deploy.demo.cast import Cast
from deploy.demo.house import House
from deploy.demo.journey import Journey
from deploy.demo.seed import create_accounts
from deploy.demo.units import PLAN
from deploy.demo.visitor import Visitor
from deploy.local.ports import free_port_base
from deploy.local.stack import Stack
from tests.browser.chromium import PC, PHONE, chromium, profile
from tests.browser.pages.declaration import Form
from tests.browser.pages.photo import Photo
from tests.browser.window import Window

FOLDER = Path(__file__).parents[2] / "docs" / "images"
STATE = Path(__file__).parents[2] / ".state" / "screenshots"
MOST_BYTES = 150 * 1024
COLOURS = (256, 128, 64, 32, 16)
PC_HEIGHT = 1100
PHONE_HEIGHT = 1000
TALL = {"status": 1650}  # down to the timeline
PAPER_WIDTH = 900


class Album:
    """A folder of pictures, each small enough for a page of documentation."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, name: str, picture: Image.Image) -> None:
        """Keep a picture with as many colours as fit."""
        picture = picture.convert("RGB")
        for colours in COLOURS:
            out = BytesIO()
            small = picture.quantize(colours, dither=Image.Dither.NONE)
            small.save(out, "PNG", optimize=True)
            if out.tell() < MOST_BYTES:
                break
        path = self._folder / f"{name}.png"
        path.write_bytes(out.getvalue())
        print(f"  {path}  {picture.width}×{picture.height}, {colours} colours, {out.tell() // 1024} K")

    def put_paper(self, name: str, pdf: bytes) -> None:
        """Keep the first page of a PDF."""
        document = pypdfium2.PdfDocument(pdf)
        page = document[0]
        self.put(name, page.render(scale=PAPER_WIDTH / page.get_width()).to_pil())
        document.close()

    async def photograph(self, window: Window, name: str) -> None:
        """Keep what a window shows, from the top."""
        most = TALL.get(name, PHONE_HEIGHT if window.screen.is_phone else PC_HEIGHT)
        tall = await window.page.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": window.screen.width, "height": min(tall, most)}
        data = await window.page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
        self.put(f"{name}-phone" if window.screen.is_phone else name, Image.open(BytesIO(data)))


class Tour:
    """One application on its way, photographed where it is worth seeing."""

    def __init__(self, journey: Journey, browser: Browser, album: Album) -> None:
        self._journey, self._browser, self._album = journey, browser, album
        self._opened = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Open windows as they are needed."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close them."""
        await self._opened.aclose()

    async def go(self) -> None:
        """The whole way."""
        journey = self._journey
        await self._show("portal", "/", None)
        await journey.go(journey.joining())
        await self._show("plan", f"/plans/{PLAN}", journey.applicant)
        await journey.start()
        await self._refuse_a_photo()
        await journey.applicant.give_photo()
        await journey.sign()
        await self._fill_the_form()
        await journey.submit()
        await self._examine()
        await journey.go(journey.reviewing()[:1])
        await journey.applicant.until_says(journey.application_id, "人力资源和社会保障局")
        await self._show("status", self._case, journey.applicant)
        await journey.go(journey.reviewing()[1:])
        await self._pay()

    @property
    def _case(self) -> str:
        return f"/declarations/{self._journey.application_id}"

    async def _windows(self, visitor: Visitor | None) -> list[Window]:
        """A phone and a PC of this person."""
        found = []
        for screen in (PHONE, PC):
            context = await profile(self._browser, self._journey.house.url, screen, sharp=screen.is_phone)
            self._opened.push_async_callback(context.close)
            url = self._journey.house.url
            window = await Window.open(context, screen, url, is_scrutinised=False)
            if visitor is not None:
                await window.be(visitor)
            found.append(window)
        return found

    async def _show(self, name: str, path: str, visitor: Visitor | None) -> None:
        for window in await self._windows(visitor):
            await window.go(path)
            await self._album.photograph(window, name)

    async def _refuse_a_photo(self) -> None:
        for window in await self._windows(self._journey.applicant):
            await window.go("/documents/photo")
            await Photo(window).give_wrong()
            await self._album.photograph(window, "photo-refused")

    async def _fill_the_form(self) -> None:
        journey = self._journey
        await journey.applicant.fill_form(journey.application_id)
        await journey.applicant.enclose(journey.application_id)
        for window in await self._windows(journey.applicant):
            form = await Form(window).open(journey.application_id)
            await self._album.photograph(window, "form")
            await (await form.next()).next()
            await self._album.photograph(window, "preview")

    async def _examine(self) -> None:
        journey = self._journey
        task = await journey.clerk.task(journey.cast.applicant_name)
        await journey.clerk.examine(task)
        await self._show("desk", task, journey.clerk)
        await journey.clerk.post(task)
        await journey.clerk.until(f"{task}/publicity", lambda page: "公示至" in page.text)
        await self._show("publicity", f"{task}/publicity", journey.clerk)
        await self._look_behind()
        await journey.pass_publicity()
        await journey.employer_passes()

    async def _pay(self) -> None:
        journey = self._journey
        await journey.applicant.until_says(journey.application_id, "待缴费")
        path = f"/payment/{journey.application_id}"
        await journey.applicant.fill(await journey.applicant.open(path), {}, action=path)
        await self._show("payment", f"{path}/code", journey.applicant)
        await journey.go(journey.finishing())
        self._album.put_paper("review-form", await journey.applicant.review_form(journey.application_id))

    async def _look_behind(self) -> None:
        """The case as an operator sees it, while a publicity runs."""
        context = await self._browser.new_context(
            viewport={"width": 1440, "height": 1150}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        self._opened.push_async_callback(context.close)
        page = await context.new_page()
        await page.goto(self._journey.house.case_link(self._journey.application_id))
        # The input is shown in the clear: the codec answers.
        await page.get_by_text("plan_version").first.wait_for()
        await self._keep(page, "temporal-ui-timeline")
        await page.set_viewport_size({"width": 1440, "height": 780})
        await page.get_by_text("User Metadata").click()
        await page.locator("iframe").last.content_frame.get_by_text("已封存材料").wait_for()
        await self._keep(page, "temporal-ui")

    async def _keep(self, page: Page, name: str) -> None:
        await page.wait_for_timeout(1500)  # it draws in several steps
        self._album.put(name, Image.open(BytesIO(await page.screenshot())))


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    """A stack of its own."""
    stack = await asyncio.to_thread(_up)
    try:
        found = House.at(STATE)
        await asyncio.to_thread(create_accounts, found)
        yield found
    finally:
        await asyncio.to_thread(stack.reset)


def _up() -> Stack:
    Stack.at(STATE, free_port_base(), durable=False).reset()
    stack = Stack.at(STATE, free_port_base(), durable=False)
    stack.up()
    return stack


async def main(folder: Path) -> None:
    """Take all pictures."""
    cast = Cast(random.Random(2022))  # noqa: S311 - the same people every time
    async with (
        house() as found,
        chromium() as browser,
        await Journey.begin(found, cast) as journey,
        Tour(journey, browser, Album(folder)) as tour,
    ):
        await tour.go()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
    sys.stdout.flush()
    os._exit(0)  # the Temporal SDK may crash while the interpreter tidies up
