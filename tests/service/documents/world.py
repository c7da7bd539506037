"""People at the pages of documents, and what the database says."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from bs4 import BeautifulSoup
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response

from contracts.files import EVIDENCE_TYPES, Receipt, UploadGrant, ViewGrant
from kit.db import Pool, Record, transaction
from kit.grants import Grants
from kit.ids import new_id
from tests.fixtures.people import SignIn

PAGE = "/documents/photo"
BACK = "/archive/records/7"


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
    grants: Grants

    async def get(self, path: str, **query: str) -> Page:
        return Page(await self.client.get(path, params=query or None))

    async def post(self, path: str, **fields: str) -> Page:
        return Page(await self.client.post(path, data=fields))

    async def upload(self, data: bytes, *, back: str = "", name: str = "photo.jpg") -> Page:
        files = {"photo": (name, data, "image/jpeg")}
        return Page(await self.client.post(PAGE, data={"back": back}, files=files))

    def grant(self, **more: Any) -> str:
        """Leave to upload evidence."""
        told = {"city": "shaoxing", "purpose": "evidence", "accepts": EVIDENCE_TYPES, "most": 5, "back": BACK}
        return self.grants.seal(
            UploadGrant(**{**told, "account_id": self.id, **more}), lasts=timedelta(hours=1)
        )

    async def hand_in(
        self, *sent: tuple[str, bytes], grant: str = "", receipts: Sequence[str] = (), **more: Any
    ) -> Page:
        """Upload files with the plain form."""
        files = [("files", (name, data, "application/octet-stream")) for name, data in sent]
        return Page(
            await self.client.post(
                "/documents/upload",
                params={"grant": grant or self.grant(**more)},
                data={"receipt": list(receipts)},
                files=files or [("files", ("", b""))],
            )
        )

    def receipts(self, address: str) -> list[Receipt]:
        """What the receipts in an address say."""
        return [
            self.grants.open(Receipt, token) for token in parse_qs(urlsplit(address).query).get("receipt", [])
        ]

    def view_grant(
        self,
        file_id: UUID | str,
        session_id: UUID | None = None,
        *,
        lasts: timedelta = timedelta(minutes=10),
        **more: Any,
    ) -> str:
        """Leave to look at a file in one session, this one if no other is named."""
        grant = ViewGrant(file_id=UUID(str(file_id)), session_id=session_id or self.session_id, **more)
        return self.grants.seal(grant, lasts=lasts)

    @property
    def session_id(self) -> UUID:
        payload = self.client.cookies["session"].split(".")[1]
        return UUID(json.loads(urlsafe_b64decode(payload + "=="))["sid"])

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
    grants: Grants

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
        return Browser(client, person_id, self.grants)

    async def rows(self, table: str, by: str = "created_at") -> list[Record]:
        async with transaction(self.pool) as conn:
            return await conn.fetch(f"select * from {table} order by {by}")  # noqa: S608 - our own names
