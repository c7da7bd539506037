"""A browser that a person has open: it sends forms as they were handed out."""

from dataclasses import dataclass, field
from functools import lru_cache

import httpx2
from bs4 import BeautifulSoup
from fastapi import FastAPI

from deploy.demo.page import Page


@dataclass
class Browser:
    client: httpx2.AsyncClient
    app: FastAPI
    seen: httpx2.Response = field(init=False)

    async def open(self, path: str) -> httpx2.Response:
        self.seen = await self.client.get(path)
        return self.seen

    async def send(self, path: str, **values: str) -> httpx2.Response:
        self.seen = await self.client.post(path, data=values)
        return self.seen

    async def fill(self, path: str, *, form: str | None = None, **values: str) -> httpx2.Response:
        """Open a page and send its form with these values and its hidden ones."""
        await self.open(path)
        return await self.send(form or path, **self.hidden(form or path), **values)

    async def register(self, path: str, **values: str) -> httpx2.Response:
        """Fill in a form of registration, and the code that the phone of the number shows."""
        answer = await self.fill(path, **values)
        return await self.prove() if answer.status_code == 200 else answer

    async def prove(self) -> httpx2.Response:
        """Type the code that was sent last into the page that asks for it."""
        form = self.soup.select_one("form:has(input[name=code])")
        assert form is not None, self.text
        path = str(form["action"])
        return await self.send(path, **self.hidden(path), code=await self.sent_code())

    async def sent_code(self) -> str:
        """What notification is to send."""
        topic = "identity.mobile_change_asked"
        told = "select body from outbox where topic = $1 order by position desc limit 1"
        body = await self.app.state.pool.fetchval(told, topic)
        code: str = self.app.state.parts.cipher.decrypt(body["code_encrypted"])
        return code

    async def forget_codes(self) -> None:
        """What was sent so far is read and gone."""
        topic = "identity.mobile_change_asked"
        await self.app.state.pool.execute("delete from outbox where topic = $1", topic)

    @property
    def page(self) -> Page:
        return _read(self.seen)

    def hidden(self, action: str) -> dict[str, str]:
        return self.page.hidden(action)

    @property
    def soup(self) -> BeautifulSoup:
        return self.page.soup

    @property
    def text(self) -> str:
        return self.page.text

    @property
    def errors(self) -> list[str]:
        return self.page.faults


@lru_cache(maxsize=1)
def _read(seen: httpx2.Response) -> Page:
    """Once, however much of it is asked for."""
    return Page(seen)
