"""People at archive's pages: an applicant, the clerk of the employer, and strangers."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import cast
from uuid import UUID

import pytest
from fastapi import FastAPI

from contracts.files import PDF, RECEIPT_LASTS, Receipt
from deploy.demo.page import Page
from kit.bus import Handler
from kit.crypto import FieldCipher
from kit.db import Pool
from kit.grants import Grants
from kit.ids import new_id
from services.archive.consumers import hear
from services.archive.web.app import create
from tests.fixtures import browser as at_pages
from tests.fixtures.browser import client_of
from tests.fixtures.database import Database
from tests.fixtures.people import SignIn
from tests.fixtures.storage import SettingsOf

BASIC = {
    "former_name": "",
    "ethnicity": "汉族",
    "birthplace": "浙江省绍兴市",
    "political_status": "中共党员",
    "worked_since-year": "2010",
    "worked_since-month": "7",
    "health": "健康",
    "salary": "8650",
    "education": "大学本科",
    "degree": "学士",
    "school": "浙江大学",
    "major": "环境工程",
    "graduated_on-year": "2010",
    "graduated_on-month": "6",
    "schooling": "4 年",
    "current_title": "助理工程师",
    "title_obtained_on-year": "2011",
    "title_obtained_on-month": "12",
    "title_authority": "绍兴市人力资源和社会保障局",
    "appointed_on-year": "2012",
    "appointed_on-month": "1",
    "years": "11",
    "specialty": "环境监测",
    "duty": "",
    "administrative_post": "",
    "administrative_since-year": "",
    "administrative_since-month": "",
    "language": "英语，大学英语六级",
    "party_since-year": "2009",
    "party_since-month": "6",
    "party_post": "",
    "other_party": "",
    "associations": "",
    "address": "绍兴市越城区树下王路38号",
}
PAPER = {
    "name": "太湖流域蓝藻水华的遥感监测",
    "published_on": "202003",
    "journal": "环境监测",
    "authorship": "第一作者",
}


@dataclass
class Browser(at_pages.Browser):
    """Somebody who has a file, or verifies one."""

    id: UUID
    name: str = "张三"

    async def fill_basic(self, **changes: str) -> Page:
        return await self.fill("/archive/basic", **{**BASIC, **changes})

    async def add(self, kind: str, fields: Mapping[str, str]) -> str:
        """Add a record, after the basic information if that is still to fill in; its address."""
        page = await self.get(f"/archive/records/new/{kind}")
        if page.status == HTTPStatus.SEE_OTHER:
            await self.fill_basic()
            page = await self.get(f"/archive/records/new/{kind}")
        path = str(page.soup.select("main form[method=post]")[0]["action"])
        sent = await self.post(path, {**page.fields(), **fields})
        assert sent.leads_to == "/archive/records?done=saved"
        return path

    async def submit(self) -> Page:
        return await self.post("/archive/submission")

    async def judge(self, person: "Browser", **fields: str) -> Page:
        """As a clerk: open a person's page and send it with these fields."""
        return await self.fill(f"/archive/verification/{person.id}", **fields)

    async def verify_all(self, person: "Browser") -> Page:
        return await self.judge(person, all="verified", attested="yes")


class Documents:
    """What documents would do: check a file, give a receipt."""

    def __init__(self, grants: Grants) -> None:
        self._grants = grants

    def receipt(self, owner: Browser, *, lasts: timedelta = RECEIPT_LASTS, **changes: object) -> str:
        facts = {
            "file_id": new_id(),
            "account_id": owner.id,
            "purpose": "evidence",
            "name": "刊物封面.pdf",
            "media_type": PDF,
            "bytes": 2_400_000,
            "pages": 3,
            "sha256": "0" * 64,
            "fingerprint": "f" * 64,
        }
        return self._grants.seal(Receipt(**{**facts, **changes}), lasts=lasts)  # type: ignore[arg-type]


Someone = Callable[..., Awaitable[Browser]]
AnEmployer = Callable[..., Awaitable[UUID]]


@pytest.fixture
async def pool(database: Database) -> Pool:
    return await database("archive")


@pytest.fixture(scope="session")
def app(settings_of: SettingsOf) -> FastAPI:
    """One app for all tests, since putting the pages together takes longer than a test; the pool changes."""
    return create(settings_of("archive"), cast(Pool, None))


@pytest.fixture
async def someone(app: FastAPI, pool: Pool, sign_in: SignIn) -> AsyncIterator[Someone]:
    """`await someone("clerk", org_id=employer)`: a browser of somebody with this role; "" is a guest."""
    app.state.pool = pool
    async with AsyncExitStack() as opened:

        async def open_browser(
            role: str, *, name: str = "张三", org_id: UUID | None = None, person_id: UUID | None = None
        ) -> Browser:
            person_id = person_id or new_id()
            cookies = sign_in(role, account_id=person_id, org_id=org_id, name=name) if role else {}
            client = client_of(app, cookies)
            await opened.enter_async_context(client)
            return Browser(client, person_id, name)

        yield open_browser


@pytest.fixture
def heard(pool: Pool, settings_of: SettingsOf) -> Handler:
    return hear(pool, FieldCipher(settings_of("archive").field_keys.get_secret_value()))


@pytest.fixture
def an_employer(heard: Handler) -> AnEmployer:
    """An approved employer, told by identity's event."""

    async def approve(
        name: str = "绍兴市环境监测中心", code: str = "12330600471234567X", **changes: object
    ) -> UUID:
        employer_id = changes.pop("employer_id", None) or new_id()
        told: dict[str, object] = {
            "id": str(new_id()),
            "about": str(employer_id),
            "at": "2022-05-01T00:00:00Z",
            "employer_id": str(employer_id),
            "name": name,
            "credit_code": code,
            "city": "shaoxing",
            "level": "city",
            "place": "市本级",
            "department": "绍兴市生态环境局",
            "status": "approved",
            "version": 2,
            "former_names": [],
        }
        await heard("identity.employer_changed", {**told, **changes})
        return UUID(str(employer_id))

    return approve


@pytest.fixture
async def employer(an_employer: AnEmployer) -> UUID:
    return await an_employer()


@pytest.fixture
async def applicant(someone: Someone, employer: UUID) -> Browser:
    """Somebody who has chosen the employer and filled in nothing."""
    browser = await someone("applicant")
    await browser.post("/archive/employer", {"employer_id": str(employer)})
    return browser


@pytest.fixture
async def clerk(someone: Someone, employer: UUID) -> Browser:
    return await someone("clerk", name="李四", org_id=employer)


@pytest.fixture
def grants(settings_of: SettingsOf) -> Grants:
    return Grants(settings_of("archive").grant_keys.get_secret_value())


@pytest.fixture
def documents(grants: Grants) -> Documents:
    return Documents(grants)
