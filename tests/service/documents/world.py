"""People at the pages of documents, and what the database says."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from uuid import UUID

from bs4 import BeautifulSoup
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response

from kit.db import Pool, Record, transaction
from kit.ids import new_id
from tests.fixtures.people import SignIn

PAGE = "/documents/photo"


@dataclass
class Page:
    """What came back."""

    response: Response
    soup: BeautifulSoup = field(init=False)

    def __post_init__(self) -> None:
        self.soup = BeautifulSoup(self.response.text, "html.parser")

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        return " ".join(self.soup.get_text(" ").split())

    @property
    def title(self) -> str:
        return self.soup.title.get_text(strip=True) if self.soup.title else ""

    @property
    def leads_to(self) -> str:
        assert self.status == 303, self.text
        return self.response.headers["location"]

    @property
    def faults(self) -> list[str]:
        """The lines of the error summary."""
        return [line.get_text(strip=True) for line in self.soup.select(".govuk-error-summary__list li")]

    @property
    def marks(self) -> list[bool]:
        """The ticks and crosses of the first table of findings."""
        table = self.soup.select_one("main table")
        return [] if table is None else ["✓" in row.get_text() for row in table.select("tbody tr")]

    @property
    def picture(self) -> str:
        """The address of the photo that is shown."""
        image = self.soup.select_one("main img")
        return str(image["src"]) if image else ""

    @property
    def confirmation(self) -> dict[str, str]:
        """What the button that confirms would send."""
        form = self.soup.select_one(f'form[action="{PAGE}/confirm"]')
        assert form is not None, self.text
        return {str(one["name"]): str(one["value"]) for one in form.select("input[type=hidden]")}


@dataclass
class Browser:
    """Somebody at the pages. Redirects are not followed: tests look where they lead."""

    client: AsyncClient
    id: UUID

    async def get(self, path: str, **query: str) -> Page:
        return Page(await self.client.get(path, params=query or None))

    async def upload(self, data: bytes, *, back: str = "", name: str = "photo.jpg") -> Page:
        files = {"photo": (name, data, "image/jpeg")}
        return Page(await self.client.post(PAGE, data={"back": back}, files=files))

    async def confirm(self, **fields: str) -> Page:
        return Page(await self.client.post(f"{PAGE}/confirm", data=fields))

    async def settle(self, data: bytes) -> Page:
        """Upload a photo and confirm it."""
        shown = await self.get((await self.upload(data)).leads_to)
        return await self.confirm(**shown.confirmation)


@dataclass
class World:
    """The service, its people and its tables."""

    pool: Pool
    app: FastAPI
    sign_in: SignIn
    opened: AsyncExitStack

    async def someone(self, role: str = "applicant", *, city: str = "shaoxing") -> Browser:
        """A browser of somebody with this role; "" is a guest."""
        person_id = new_id()
        client = AsyncClient(
            transport=ASGITransport(self.app),
            base_url="http://documents.test",
            cookies=self.sign_in(role, account_id=person_id, city=city) if role else {},
            headers={"accept": "text/html"},
        )
        await self.opened.enter_async_context(client)
        return Browser(client, person_id)

    async def rows(self, table: str) -> list[Record]:
        async with transaction(self.pool) as conn:
            return await conn.fetch(f"select * from {table} order by created_at")  # noqa: S608 - our own names
