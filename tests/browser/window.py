"""One person's browser window: what it shows, and everything it complains of."""

from collections.abc import Sequence
from typing import Self
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

from deploy.demo.visitor import Visitor
from kit.session import COOKIE
from tests.browser.chromium import PATIENCE_SECONDS, PC, PHONE, SMALL, Screen
from tests.browser.scrutiny import broken_pictures, spills, violations

BAD = 400
QUIET = "/health/live"  # asks for nothing else


class Window:
    """A window on the platform."""

    def __init__(
        self,
        page: Page,
        screen: Screen,
        url: str,
        *,
        is_scrutinised: bool = True,
        others: Sequence[Screen] = (),
    ) -> None:
        """Listen to what the browser complains of; pages are scrutinised on the other screens, too."""
        self.page, self.screen, self.url = page, screen, url
        self._screens = (*others, screen)
        self._is_scrutinised = is_scrutinised
        self.complaints: list[str] = []
        self.statuses: list[int] = []
        self._looked: set[tuple[str, ...]] = set()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    @classmethod
    async def open(
        cls,
        context: BrowserContext,
        screen: Screen,
        url: str,
        *,
        is_scrutinised: bool = True,
        others: Sequence[Screen] = (),
    ) -> Self:
        """A new window of this person."""
        return cls(await context.new_page(), screen, url, is_scrutinised=is_scrutinised, others=others)

    async def be(self, visitor: Visitor) -> None:
        """Go on as somebody who signed in elsewhere."""
        await self.carry(visitor.session)

    async def carry(self, session: str) -> None:
        """Have the cookie of a session."""
        await self.page.context.add_cookies([{"name": COOKIE, "value": session, "url": self.url}])

    async def leave(self) -> None:
        """Let somebody else sit down: nothing is left of who was here, and of what was complained of.

        What the page was still asking for, or would ask for again, ends with it. The site stays: a browser
        starts a process of its own for whoever comes from an empty page.
        """
        await self.page.goto(QUIET)
        await self.page.context.clear_cookies()
        for left in (self.complaints, self.statuses, self._looked):
            left.clear()

    @property
    def status(self) -> int:
        """What the server answered with the page that is shown."""
        return self.statuses[-1]

    @property
    def path(self) -> str:
        """The page's address within the platform."""
        return urlsplit(self.page.url).path

    @property
    def main(self) -> Locator:
        """The page without its frame."""
        return self.page.locator("main")

    async def go(self, path: str) -> None:
        """Open an address."""
        await self.page.goto(path)
        await self.look()

    async def press(self, name: str, *, twice: bool = False) -> None:
        """Press the button that says this, and wait for the page that answers."""
        button = self.page.get_by_role("button", name=name, exact=True)
        async with self.page.expect_navigation():
            await (button.dblclick() if twice else button.click())
        await self.look()

    async def follow(self, name: str, *, row: str | None = None) -> None:
        """Follow the link that says this, in the row of a table that says that."""
        if row is None:
            link = self.page.get_by_role("link", name=name, exact=True).first
        else:
            link = self.page.get_by_role("row").filter(has_text=row).get_by_role("link", name=name)
        async with self.page.expect_navigation():
            await link.click()
        await self.look()

    async def until(self, words: str, *, path: str | None = None) -> None:
        """Open the page again and again until it says this: things happen elsewhere meanwhile."""
        waited = 0.0
        while not await self.says(words):
            assert waited < PATIENCE_SECONDS, f"{self.page.url} never says {words}:\n{await self.text()}"
            await self.page.wait_for_timeout(200)
            waited += 0.2
            await self.page.goto(path or self.page.url)
        await self.look()

    async def says(self, words: str) -> bool:
        """Whether the page says this now."""
        return words in await self.text()

    async def text(self) -> str:
        """The words of the page, blanks folded."""
        return " ".join((await self.main.inner_text()).split())

    async def look(self) -> None:
        """Scrutinise what is shown; the same page in the same state once is enough.

        Everybody may use it on this screen and the others that were named, and it fits every screen.
        """
        if not self._is_scrutinised:
            return
        states = await self.page.locator("h1, h2, .govuk-tag, .zc-turn__who").all_inner_texts()
        seen = (self.path, *states)
        if seen in self._looked:
            return
        self._looked.add(seen)
        found = await broken_pictures(self.page)
        for screen in (PC, PHONE, SMALL):
            await self.page.set_viewport_size(screen.size)
            flaws = await spills(self.page, screen)
            if screen in self._screens:
                flaws += await violations(self.page, screen)
            found += [f"{flaw} (on a {screen.name})" for flaw in flaws]
        await self.page.set_viewport_size(self.screen.size)
        self.complaints += [f"{self.path}: {one}" for one in found]

    def _console(self, told: ConsoleMessage) -> None:
        # That a form was refused (422) is told as an error too; what else was refused, _response tells.
        if told.type == "error" and not told.text.startswith("Failed to load resource"):
            self.complaints.append(f"console on {self.page.url}: {told.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.complaints.append(f"{self.page.url} asks {request.url}")

    def _response(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.statuses.append(response.status)
        elif response.status >= BAD:
            self.complaints.append(f"{self.page.url}: {response.status} {response.url}")
