"""People at the pages of documents, and what the database says."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

from fastapi import FastAPI

from contracts.files import EVIDENCE_TYPES, OBJECTION, OpenUpload, Receipt, UploadGrant, ViewGrant
from contracts.pledge import GRANT_LASTS, PLEDGE_PAGE, PledgeGrant
from deploy.demo.handwriting import signature
from deploy.demo.page import Page
from kit.db import Pool, Record, transaction
from kit.grants import Grants
from kit.ids import new_id
from tests.fixtures import browser as at_pages
from tests.fixtures.browser import client_of
from tests.fixtures.people import SignIn

PAGE = "/documents/photo"
CONFIRM = f"{PAGE}/confirm"
BACK = "/archive/records/7"


def marks(page: Page) -> list[bool]:
    """The ticks and crosses of the first table of findings."""
    return ["✓" in row.get_text() for row in page.soup.select("main table:first-of-type tbody tr")]


def picture(page: Page) -> str:
    """The address of the photo that is shown."""
    image = page.soup.select_one("main img")
    return str(image["src"]) if image else ""


@dataclass
class Browser(at_pages.Browser):
    """Somebody who uploads."""

    id: UUID
    grants: Grants

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
        return Page(await self.client.post(CONFIRM, data=fields))

    async def settle(self, data: bytes) -> Page:
        """Upload a photo and confirm it."""
        shown = await self.get((await self.upload(data)).leads_to)
        return await self.confirm(**shown.hidden(CONFIRM))


def open_upload(**changes: Any) -> OpenUpload:
    """Leave to upload for somebody's objection, signed in or not."""
    told: dict[str, Any] = {
        "owner_id": new_id(),
        "city": "shaoxing",
        "purpose": OBJECTION,
        "accepts": EVIDENCE_TYPES,
        "most": 5,
        "back": "/publicity/objections/9F86-D081-884C-7D65",
    }
    return OpenUpload(**{**told, **changes})


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
        cookies = self.sign_in(role, account_id=person_id, city=city) if role else {}
        client = client_of(self.app, cookies)
        await self.opened.enter_async_context(client)
        return Browser(client, person_id, self.grants)

    async def sign(self, who: Browser, application_id: UUID) -> None:
        """Sign the pledge of a declaration with another device."""
        (link,) = (await who.get(self.pledge_page(who, application_id))).links("/documents/sign/")
        async with client_of(self.app) as phone:
            path = urlsplit(link).path
            await phone.get(path)
            answer = await phone.post(path, data={"strokes": signature()})
        assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text

    def pledge_page(self, who: Browser, application_id: UUID) -> str:
        """Where declaration would lead the applicant."""
        page = f"/declarations/{application_id}"
        grant = PledgeGrant(
            application_id=application_id, account_id=who.id, back=page, onward=f"{page}/form"
        )
        return f"{PLEDGE_PAGE}?{urlencode({'grant': self.grants.seal(grant, lasts=GRANT_LASTS)})}"

    async def rows(self, table: str, by: str = "created_at") -> list[Record]:
        async with transaction(self.pool) as conn:
            return await conn.fetch(f"select * from {table} order by {by}")  # noqa: S608 - our own names
