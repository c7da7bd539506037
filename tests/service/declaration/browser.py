"""A browser of an applicant: pages, and forms filled in and sent."""

from dataclasses import dataclass
from uuid import UUID

import httpx2
from bs4 import BeautifulSoup

ANSWERS = {
    "kind": "regular",
    "options": ["再次通过中级申报"],
    "category": "监测与分析",
    "specialty": "环境监测",
    "current_title": "助理工程师",
    "current_title_on-year": "2016",
    "current_title_on-month": "8",
    "appointed_on-year": "2016",
    "appointed_on-month": "12",
    "years": "8",
    "statement": "主持曹娥江流域水质评价，完成监测报告三份。",
}


@dataclass(frozen=True)
class Browser:
    client: httpx2.AsyncClient
    person_id: UUID

    async def get(self, path: str) -> "Page":
        return Page(await self.client.get(path))

    async def post(self, path: str, **data: object) -> "Page":
        return Page(await self.client.post(path, data=data))

    async def start(self, plan: str = "open") -> str:
        """马上申报; the address of the declaration."""
        answer = await self.post(f"/plans/{plan}/start")
        assert answer.status == 303, answer.text
        return answer.location

    async def fill_in(self, declaration: str, **changes: object) -> "Page":
        """The form as it is on the page, with answers typed in."""
        page = await self.get(f"{declaration}/form")
        data = {**ANSWERS, "version": page.value("version"), "act": "next", **changes}
        return await self.post(f"{declaration}/form", **data)

    async def fill_in_closed(self, declaration: str) -> "Page":
        """The form sent from a page that was opened before the declaration was submitted."""
        return await self.post(f"{declaration}/form", **{**ANSWERS, "version": "2", "act": "save"})


class Page:
    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self.status = response.status_code
        self.soup = BeautifulSoup(response.text, "html.parser")

    @property
    def text(self) -> str:
        return " ".join(self.soup.get_text(" ").split())

    @property
    def title(self) -> str:
        assert self.soup.title
        return self.soup.title.get_text()

    @property
    def location(self) -> str:
        return self.response.headers["location"]

    @property
    def links(self) -> list[str]:
        return [str(link["href"]) for link in self.soup.find_all("a", href=True)]

    def value(self, name: str) -> str:
        field = self.soup.select_one(f"[name='{name}']")
        assert field is not None, name
        return field.get_text().strip("\n") if field.name == "textarea" else str(field.get("value", ""))

    def checked(self, name: str) -> list[str]:
        return [
            str(box["value"]) for box in self.soup.find_all("input", attrs={"name": name, "checked": True})
        ]

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's own form."""
        return {
            str(field["name"]): str(field["value"]) for field in self.soup.select("main input[type=hidden]")
        }
