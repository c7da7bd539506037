"""A browser that a person has open: it sends forms as they were handed out."""

from dataclasses import dataclass, field

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

    @property
    def page(self) -> Page:
        return Page(self.seen)

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
