"""declaration as its applicants meet it: its pages over HTTP, a real database, store and Temporal server."""

import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from pydantic_core import to_jsonable_python
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

import cities
from contracts.application import TASK_QUEUE, workflow_id
from contracts.archive import Picked, ReadinessChanged
from contracts.case import Manifest, SectionRef
from contracts.declaration import Started
from contracts.documents import PhotoConfirmed, PledgeSigned
from contracts.events import Event
from contracts.identity import EmployerChanged
from contracts.integrity import Change, EntryChanged, Told
from contracts.sections.kinds import Section
from contracts.sections.names import SectionKind
from contracts.sections.verified import VerifiedRecord
from kit.adapters import adapter
from kit.calendar import Workdays
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.ids import new_id
from kit.sealed import CaseFile, SealedRef
from kit.temporal import activities_of
from services.declaration.activities import Activities
from services.declaration.consumers import hear
from services.declaration.drafting.store.people import RECORDS
from services.declaration.gateway import Applications
from services.declaration.settings import Settings
from services.declaration.web.app import create
from tests.fixtures.browser import client_of
from tests.fixtures.database import Database
from tests.fixtures.people import SignIn
from tests.fixtures.storage import SettingsOf
from tests.service.declaration.browser import FACTS, Browser
from tests.service.declaration.world import PLAYS, Play, SmallApplication, SmallPreview
from tests.unit.sections.written import NAME, archive, documents, identity

EMPLOYER = UUID(int=0xE)
WINDOWS = {
    "open": (date(2004, 1, 1), date(2100, 12, 30)),
    "closed": (date(2004, 1, 1), date(2005, 12, 30)),
    "later": (date(2099, 1, 1), date(2100, 12, 30)),
}


@pytest.fixture(scope="session")
def city_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source's city with its plan three times: open, closed and not open yet, whatever the day."""
    return plans_of_any_day(tmp_path_factory.mktemp("cities"))


def plans_of_any_day(folder: Path) -> Path:
    """Put them into a folder."""
    city = folder / "shaoxing"
    shutil.copytree(Path(cities.__file__).parent / "shaoxing", city)
    plan = (city / "plans" / "2022-engineer.toml").read_text()
    for path in (city / "plans").glob("*.toml"):
        path.unlink()
    for name, (opens_on, closes_on) in WINDOWS.items():
        text = plan.replace("2022-07-01", opens_on.isoformat()).replace("2022-08-31", closes_on.isoformat())
        (city / "plans" / f"{name}.toml").write_text(text)
    return folder


@pytest.fixture
def settings(settings_of: SettingsOf, city_folder: Path) -> Settings:
    found = settings_of("declaration", cities=city_folder)
    assert isinstance(found, Settings)
    return found


@pytest.fixture
async def pool(database: Database) -> Pool:
    return await database("declaration")


@pytest.fixture(scope="session")
def apps() -> list[FastAPI]:
    """The app, once there is one: its routes are put together once."""
    return []


@pytest.fixture
def app(
    settings: Settings, pool: Pool, case_file: CaseFile, temporal: Client, apps: list[FastAPI]
) -> FastAPI:
    made = create(settings, pool, case_file, Applications(temporal))
    if not apps:
        apps.append(made)
    for name in ("pool", "case_file", "applications", "usual"):
        setattr(apps[0].state, name, getattr(made.state, name))
    return apps[0]


@pytest.fixture
def activities(pool: Pool, case_file: CaseFile, settings: Settings) -> Activities:
    known = cities.load(settings.cities)
    return Activities(pool, case_file, settings.field_cipher(), Workdays(), cases_kept_years=10, cities=known)


Browsers = Callable[..., Browser]
Events = Callable[[], Awaitable[list[Started]]]
Player = Callable[..., AbstractAsyncContextManager[Client]]


@pytest.fixture
async def browsers(app: FastAPI, sign_in: SignIn) -> AsyncIterator[Browsers]:
    """`browsers("applicant")` is somebody signed in, `browsers()` a visitor."""
    opened: list[httpx2.AsyncClient] = []

    def browser(role: str = "", *, account_id: UUID | None = None, **who: str) -> Browser:
        person_id = account_id or new_id()
        client = client_of(app, sign_in(role, account_id=person_id, **who) if role else None)
        opened.append(client)
        return Browser(client, person_id)

    yield browser
    for client in opened:
        await client.aclose()


@dataclass(frozen=True)
class News:
    """What others tell declaration."""

    pool: Pool
    cipher: FieldCipher

    async def tell(self, event: Event) -> None:
        await hear(self.pool, self.cipher)(event.topic, to_jsonable_python(event))

    async def readiness(
        self,
        person_id: UUID,
        *,
        basic: bool = True,
        records: bool = True,
        at: datetime | None = None,
        proofs: Sequence[VerifiedRecord] = (),
        picks: Sequence[Picked] = (),
        **facts: object,
    ) -> None:
        told = json.dumps({**FACTS, **facts})
        await self.tell(
            ReadinessChanged(
                id=new_id(),
                about=person_id,
                at=at or datetime(2022, 7, 1, tzinfo=UTC),
                person_id=person_id,
                employer_id=EMPLOYER,
                city="shaoxing",
                has_basic_verified=basic,
                has_records_verified=records,
                facts_encrypted=self.cipher.encrypt(told) if basic else "",
                records_encrypted=self.cipher.encrypt(RECORDS.dump_json(tuple(proofs)).decode()),
                picks=tuple(picks),
            )
        )

    async def employer(
        self, kind: str = "public_institution", *, version: int = 2, suspended_for: str = ""
    ) -> None:
        await self.tell(
            EmployerChanged(
                id=new_id(),
                about=EMPLOYER,
                at=datetime(2022, 6, 1, tzinfo=UTC),
                employer_id=EMPLOYER,
                version=version,
                status="suspended" if suspended_for else "approved",
                suspended_for=suspended_for,
                former_names=(),
                name="绍兴市环境监测站",
                credit_code="12330600471234567X",
                city="shaoxing",
                level="city",
                place="市本级",
                department="绍兴市生态环境局",
                kind=kind,
            )
        )

    async def dishonesty(
        self,
        person_id: UUID,
        *,
        until_on: date,
        entry_id: UUID | None = None,
        version: int = 1,
        stands: bool = True,
    ) -> UUID:
        """How an entry of the register of dishonesty stands."""
        entry_id = entry_id or new_id()
        told = Told(
            why="变造证明。",
            office="绍兴市人社局",
            source="关于取消评审资格的决定",
            number="绍市人社函〔2022〕15号",
        )
        await self.tell(
            EntryChanged(
                id=new_id(),
                about=person_id,
                at=datetime(2022, 7, 1, tzinfo=UTC),
                entry_id=entry_id,
                person_id=person_id,
                city="shaoxing",
                version=version,
                change=Change.ENTERED if stands else Change.REVOKED,
                from_on=date(2022, 1, 1),
                until_on=until_on,
                object_on=date(2022, 7, 14),
                stands=stands,
                told_encrypted=self.cipher.encrypt(adapter(Told).dump_json(told).decode()),
            )
        )
        return entry_id

    async def photo(self, person_id: UUID) -> None:
        at = datetime(2022, 7, 2, tzinfo=UTC)
        await self.tell(PhotoConfirmed(id=new_id(), about=person_id, at=at, person_id=person_id))

    async def pledge(self, application_id: UUID, person_id: UUID, *, day: int = 3) -> None:
        at = datetime(2022, 7, day, tzinfo=UTC)
        told = {"application_id": application_id, "person_id": person_id}
        await self.tell(PledgeSigned(id=new_id(), about=application_id, at=at, **told))


@pytest.fixture
def news(pool: Pool, settings: Settings) -> News:
    return News(pool, settings.field_cipher())


@pytest.fixture
async def applicant(browsers: Browsers, news: News) -> Browser:
    """Somebody whose archive is verified."""
    browser = browsers("applicant")
    await news.employer()
    await news.readiness(browser.person_id)
    return browser


@pytest.fixture
def started(pool: Pool) -> Events:
    """`await started()`: the events `declaration.started` in the outbox."""

    async def events() -> list[Started]:
        async with transaction(pool) as conn:
            rows = await conn.fetch(
                "select body from outbox where topic = $1 order by position", Started.topic
            )
        return [adapter(Started).validate_python(row["body"]) for row in rows]

    return events


OTHERS: Mapping[SectionKind, Section] = {
    SectionKind.IDENTITY: identity(),
    SectionKind.ARCHIVE: archive(),
    SectionKind.DOCUMENTS: documents(),
}


@pytest.fixture
def play(temporal: Client, case_file: CaseFile, activities: Activities) -> Player:
    """`async with play(started):` the workflow of a declaration lives, its other sections sealed."""
    return player(temporal, case_file, activities)


def player(temporal: Client, case_file: CaseFile, activities: Activities) -> Player:
    """The same for whoever lets it live longer than one test."""

    @asynccontextmanager
    async def plays(event: Started, **changes: Any) -> AsyncIterator[Client]:
        queue = f"test-{event.application_id}"
        await case_file.publish_key(event.application_id, case_file.new_key())
        others = await sealed_others(case_file, event.application_id)
        play = PLAYS[event.application_id] = Play(started=event, queue=queue, others=others, **changes)
        previews = Worker(
            temporal,
            task_queue=TASK_QUEUE,
            workflows=[SmallPreview],
            workflow_runner=UnsandboxedWorkflowRunner(),
        )
        applications = Worker(
            temporal,
            task_queue=queue,
            workflows=[SmallApplication],
            activities=activities_of(activities),
            workflow_runner=UnsandboxedWorkflowRunner(),
        )
        async with previews, applications:
            await temporal.start_workflow(
                SmallApplication.run,
                play,
                id=workflow_id(event.application_id),
                task_queue=queue,
            )
            yield temporal

    return plays


async def sealed_others(
    case_file: CaseFile, application_id: UUID, *, applicant: str = NAME, place: str = ""
) -> Manifest:
    """The sections of the other owners."""
    told = identity()
    employer = replace(told.employer, place=place or told.employer.place)
    changed = replace(told, person=replace(told.person, name=applicant), employer=employer)
    told_by = {**OTHERS, SectionKind.IDENTITY: changed}
    return tuple([_ref(await case_file.seal(application_id, name, data)) for name, data in told_by.items()])


def _ref(sealed: SealedRef) -> SectionRef:
    return SectionRef(name=sealed.name, key=sealed.key, sha256=sealed.sha256)
