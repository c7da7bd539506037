"""Somebody with a browser: opens pages, fills in the forms that are on them, follows the answers."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Self
from urllib.parse import urlsplit

import httpx2

from deploy.demo.page import Page, fields_of
from kit.session import COOKIE

PATIENCE_SECONDS = 45.0
AGAIN_SECONDS = 0.25
AWAY = frozenset({502, 503, 504})

Values = Mapping[str, str | list[str]]
File = tuple[str, bytes, str]  # name, content, type


class Refused(Exception):
    """The page said no; the message is what it said."""

    def __init__(self, page: Page) -> None:
        """Keep the page."""
        super().__init__(f"{page.status} {page.url}: {page.complaint}")
        self.page = page


class Visitor:
    """One person's browser, with its own cookies."""

    def __init__(self, base_url: str) -> None:
        """Open nothing yet."""
        self.base_url = base_url
        self._client = httpx2.AsyncClient(
            base_url=base_url, follow_redirects=True, timeout=40, headers={"accept": "text/html"}
        )

    async def __aenter__(self) -> Self:
        """Use as a context, so that connections are closed."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self._client.aclose()

    @property
    def session(self) -> str:
        """The token of who is signed in."""
        return self._client.cookies.get(COOKIE) or ""

    def go_on(self, session: str) -> None:
        """Be somebody who signed in elsewhere."""
        self._client.cookies.clear()
        self._client.cookies.set(COOKIE, session, domain=str(urlsplit(self.base_url).hostname))

    async def open(self, path: str) -> Page:
        """The page under this path; a platform that is away for a moment is asked again."""
        return await self._patiently(lambda: self._client.get(path))

    async def fill(
        self,
        page: Page,
        values: Values,
        *,
        action: str = "",
        files: Mapping[str, File] | None = None,
        button: tuple[str, str] | None = None,
    ) -> Page:
        """Fill in a form of the page, press a button, and return the page that answers."""
        form = page.form(action)
        data: dict[str, str | list[str]] = {**fields_of(form), **values}
        if button:
            data[button[0]] = button[1]
        target = str(page.response.url.join(str(form.get("action") or "")))
        answer = await self._patiently(lambda: self._client.post(target, data=data, files=files))
        if answer.status >= httpx2.codes.BAD_REQUEST or answer.is_refusal:
            raise Refused(answer)
        return answer

    async def until(self, path: str, holds: Callable[[Page], bool]) -> Page:
        """Look at a page, and those that follow it, again and again until one shows what is waited for."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                page = await self.open(path)
                while not holds(page) and page.next:
                    page = await self.open(page.next)
                if holds(page):
                    return page
                await asyncio.sleep(AGAIN_SECONDS)

    async def _patiently(self, ask: Callable[[], object]) -> Page:
        """People press again when a page tells them to; every form of the platform can be sent twice."""
        async with asyncio.timeout(PATIENCE_SECONDS * 2):
            while True:
                try:
                    response: httpx2.Response = await ask()  # type: ignore[misc]
                except httpx2.TransportError:
                    await asyncio.sleep(AGAIN_SECONDS)
                    continue
                if (seconds := pause(response)) is None:
                    break
                await asyncio.sleep(seconds)
        page = Page(response)
        if page.status >= httpx2.codes.INTERNAL_SERVER_ERROR:
            raise Refused(page)
        return page


def pause(response: httpx2.Response) -> float | None:
    """After how long to press again: as long as the page says that did nothing, if people wait for it."""
    if response.status_code in AWAY:
        return AGAIN_SECONDS * 2
    told = response.headers.get("retry-after", "")
    is_slowed = response.status_code == httpx2.codes.TOO_MANY_REQUESTS and told.isdecimal()
    return float(told) if is_slowed and float(told) <= PATIENCE_SECONDS else None
