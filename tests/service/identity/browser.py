"""A browser that a person has open: it sends forms as they were handed out."""

from dataclasses import dataclass, field

import httpx2
from bs4 import BeautifulSoup
from fastapi import FastAPI


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

    def hidden(self, action: str) -> dict[str, str]:
        found = self.soup.find("form", action=action, method="post")
        assert found is not None, f"no form for {action}: {self.text}"
        return {str(one["name"]): str(one["value"]) for one in found.select("input[type=hidden]")}

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.seen.text, "html.parser")

    @property
    def text(self) -> str:
        return self.soup.get_text(" ", strip=True)

    @property
    def errors(self) -> list[str]:
        return [one.get_text(strip=True) for one in self.soup.select(".govuk-error-summary__list li")]
