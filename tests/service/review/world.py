"""A case in review: sealed sections, tasks of offices, and the people who work on them, over HTTP."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import httpx2

from contracts.access import Access
from contracts.application import derived_id
from contracts.case import Manifest, Role, SectionRef, Stop
from contracts.check_code import check_code, manifest_sha256
from contracts.committee import OpenHandIn
from contracts.files import PDF, RECEIPT_LASTS, Receipt
from contracts.review import PublicityNotice, SealDecision, Task
from contracts.sections.kinds import Section
from contracts.sections.names import SectionKind
from kit.adapters import adapter
from kit.clock import SHANGHAI, now
from kit.db import Pool, transaction
from kit.grants import Grants
from kit.ids import new_id
from kit.sealed import CaseFile
from services.review.activities import Activities
from tests.fixtures.browser import client_of
from tests.fixtures.people import SignIn
from tests.unit.sections.written import documents, evidence
from tests.unit.services.review.submissions import in_order, with_basic, with_declared

OPENED = datetime(2022, 9, 26, 1, tzinfo=UTC)
POSTED = datetime(2022, 9, 28, 1, tzinfo=UTC)
DUE = datetime(2022, 10, 10, 16, tzinfo=UTC)  # 24:00 of 10 October in Shanghai: five working days
FILE = evidence().id
ITEMS = ("basic", "records", "form", "attachments", "photo")
OBJECTION = "公示的水质监测项目并非本人主持，可查项目合同和验收材料。"
OPINION = "经审核，该同志符合申报条件，同意报送。"


@dataclass
class Office:
    """An office and somebody who works there."""

    name: str
    role: Role
    stage: str
    person: str = "王五"
    id: UUID = field(default_factory=new_id)

    @property
    def account_role(self) -> str:
        return "clerk" if self.role is Role.EMPLOYER else "official"

    @property
    def stop(self) -> Stop:
        return Stop(stage=self.stage, role=self.role, office_id=self.id, office_name=self.name)


def employer(**changes: Any) -> Office:
    return replace(Office("绍兴市环境监测中心站", Role.EMPLOYER, "employer", person="王五"), **changes)


def department(**changes: Any) -> Office:
    return replace(Office("绍兴市生态环境局", Role.DEPARTMENT, "city_department", person="赵六"), **changes)


def sections(
    name: str = "张三", basic: Mapping[str, Any] | None = None, **changes: Any
) -> dict[SectionKind, Section]:
    """The four sealed sections of a submission; other changes are of what was declared."""
    told = with_basic(with_declared(in_order(), **changes), **(basic or {}))
    person = replace(told.identity.person, name=name)
    return {
        SectionKind.IDENTITY: replace(told.identity, person=person),
        SectionKind.ARCHIVE: told.archive,
        SectionKind.DECLARATION: told.declaration,
        SectionKind.DOCUMENTS: documents(),
    }


def code_of(request: OpenHandIn) -> str:
    """The check code that is printed on the form."""
    return check_code(manifest_sha256(request.manifest[:-1]))


@dataclass
class World:
    """Everything that a test needs: the activities as the workflow calls them, and browsers of people."""

    pool: Pool
    app: Any
    activities: Activities
    file: CaseFile
    sign_in: SignIn
    browsers: list[httpx2.AsyncClient] = field(default_factory=list)

    async def a_case(self, *, round: int = 1, case_id: UUID | None = None, **changes: Any) -> "Case":  # noqa: A002
        """A case whose sections are sealed."""
        case = Case(self, case_id or new_id(), round)
        if case_id is None:
            await self.file.publish_key(case.id, self.file.new_key())
        for name, value in sections(**changes).items():
            ref = await self.file.seal(case.id, name, value)
            case.manifest += (SectionRef(name=name, key=ref.key, sha256=ref.sha256),)
        return case

    def browser(
        self, office: Office, *, person: str = "", account_id: UUID | None = None
    ) -> httpx2.AsyncClient:
        """Somebody of this office who is signed in."""
        cookies = self.sign_in(
            office.account_role, org_id=office.id, name=person or office.person, account_id=account_id
        )
        return self.visitor(cookies)

    def visitor(self, cookies: dict[str, str] | None = None) -> httpx2.AsyncClient:
        browser = client_of(self.app, cookies)
        self.browsers.append(browser)
        return browser

    async def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        async with transaction(self.pool) as conn:
            return [dict(row) for row in await conn.fetch(sql, *values)]

    async def looks(self) -> list[Access]:
        """What was told of who looked at what."""
        told = await self.rows("select body from outbox where topic = 'review.read' order by position")
        return [adapter(Access).validate_python(row["body"]["access"]) for row in told]


@dataclass
class Case:
    """One application and its tasks."""

    world: World
    id: UUID
    round: int
    manifest: Manifest = ()

    async def awaited_papers(self, office: Office, **changes: Any) -> OpenHandIn:
        """The printed form is awaited at an office, as the workflow has it awaited."""
        form = await self.world.file.seal(self.id, SectionKind.REVIEW_FORM, b"%PDF-1.7")
        ref = SectionRef(name=form.name, key=form.key, sha256=form.sha256)
        request = OpenHandIn(
            id=derived_id(self.id, "hand_in", self.round, office.stage),
            application_id=self.id,
            person_id=derived_id(self.id, "person"),
            city="shaoxing",
            plan="2022-engineer",
            stage=office.stage,
            round=self.round,
            office_id=office.id,
            opened_at=OPENED,
            manifest=(*self.manifest, ref),
        )
        request = replace(request, **changes)
        await self.world.activities.open_hand_in(request)
        return request

    async def task(self, office: Office, **changes: Any) -> Task:
        """A task of an office, opened as the workflow opens it."""
        task = Task(
            id=derived_id(self.id, "task", self.round, office.stage),
            application_id=self.id,
            person_id=derived_id(self.id, "person"),
            city="shaoxing",
            plan="2022-engineer",
            round=self.round,
            stop=office.stop,
            opened_at=changes.pop("opened_at", OPENED),
            manifest=self.manifest,
            **changes,
        )
        await self.world.activities.open_task(task)
        return task

    async def sheet(self) -> SectionRef:
        ref = await self.world.file.seal(self.id, f"publicity-sheet-{self.round}", b"%PDF-1.7 sheet")
        return SectionRef(name=ref.name, key=ref.key, sha256=ref.sha256)

    async def sealed(self, task: Task, previous: str = "") -> SectionRef:
        """The decision on a task becomes a section of the case."""
        ref = await self.world.activities.seal_decision(
            SealDecision(task_id=task.id, name=f"decision-{task.round}-{task.stop.stage}", previous=previous)
        )
        self.manifest += (ref,)
        return ref


async def version_of(browser: httpx2.AsyncClient, path: str) -> str:
    """The version that a form was made from."""
    return version_in((await browser.get(path)).text)


def version_in(page: str) -> str:
    """The version that the form of this page was made from."""
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found, "the page has no form with a version"
    return found[1]


async def examine(browser: httpx2.AsyncClient, task: Task, mark: str = "ok", **marks: str) -> httpx2.Response:
    """Every item of the task gets a finding."""
    path = f"/review/{task.id}/findings"
    page = (await browser.get(path)).text
    items = sorted(set(re.findall(r'name="mark-(\w+)"', page)))
    values = {f"mark-{item}": marks.get(item, mark) for item in items}
    values |= {name: text for name, text in marks.items() if name.startswith("remark-")}
    return await browser.post(path, data={"version": version_in(page), **values})


async def post(
    browser: httpx2.AsyncClient,
    task: Task,
    place: str = "单位一楼公告栏张贴",
    telephone: str = "0575-88880000",
) -> httpx2.Response:
    return await browser.post(f"/review/{task.id}/publicity", data={"place": place, "telephone": telephone})


async def write_note(browser: httpx2.AsyncClient, task: Task, text: str) -> httpx2.Response:
    """Somebody of the office notes something, on the page of the case."""
    path = f"/review/{task.id}"
    found = re.search(r'name="page" value="([^"]+)"', (await browser.get(path)).text)
    assert found
    return await browser.post(f"{path}/notes", data={"page": found[1], "note": text})


async def a_note(world: World, browser: httpx2.AsyncClient, task: Task, text: str) -> str:
    """The id of a note that somebody wrote."""
    assert (await write_note(browser, task, text)).status_code == 303
    (note,) = await world.rows(
        "select id from notes where task_id = $1 order by written_at desc limit 1", task.id
    )
    return str(note["id"])


async def date_posting(world: World) -> None:
    """No test depends on today: what was posted was posted on 28 September 2022."""
    async with transaction(world.pool) as conn:
        await conn.execute("update publicities set posted_at = $1", POSTED)


async def notice(
    world: World, task: Task, *, due_at: datetime = DUE, is_over: bool = False, is_provisional: bool = False
) -> None:
    """What the workflow tells of a publicity."""
    await world.activities.note_publicity(
        PublicityNotice(task_id=task.id, due_at=due_at, is_provisional=is_provisional, is_over=is_over)
    )


async def record_result(browser: httpx2.AsyncClient, task: Task, **changes: str) -> httpx2.Response:
    path = f"/review/{task.id}/publicity"
    values = {"objections": "no", "result": "于2022年9月28日至10月11日公示5个工作日，无异议。", **changes}
    return await browser.post(f"{path}/result", data={"version": await version_of(browser, path), **values})


async def publicise(world: World, browser: httpx2.AsyncClient, task: Task) -> None:
    """Posted, run to its end, result recorded."""
    assert (await post(browser, task)).status_code == 303
    await date_posting(world)
    await notice(world, task)
    await notice(world, task, due_at=DUE + timedelta(seconds=3), is_over=True)
    assert (await record_result(browser, task)).status_code == 303


async def token_of(world: World, task: Task) -> str:
    """The address of the public page of a task's publicity."""
    (row,) = await world.rows("select token from publicities where task_id = $1", task.id)
    return str(row["token"])


async def lodge(browser: httpx2.AsyncClient, token: str, **changes: str) -> httpx2.Response:
    """Somebody opens the form and objects."""
    path = f"/publicity/{token}/objection"
    form = re.search(r'name="form" value="([^"]+)"', (await browser.get(path)).text)
    values = {"form": form[1] if form else "", "text": OBJECTION, "named": "no", **changes}
    return await browser.post(path, data=values)


async def answer(
    world: World, browser: httpx2.AsyncClient, task: Task, **changes: str
) -> list[httpx2.Response]:
    """Every open objection of a task is investigated, with the same result."""
    rows = await world.rows(
        "select id from objections where task_id = $1 and result is null order by lodged_at", task.id
    )
    values = {"result": "dismissed", "answer": "经查阅项目合同和验收材料，公示内容属实。", **changes}
    return [await browser.post(f"/review/{task.id}/objections/{row['id']}", data=values) for row in rows]


async def decide(browser: httpx2.AsyncClient, task: Task, **values: Any) -> httpx2.Response:
    path = f"/review/{task.id}/decision"
    version = values.pop("version", None) or await version_of(browser, path)
    return await browser.post(path, data={"version": version, **values})


def passing(office: Office, **changes: Any) -> dict[str, Any]:
    """What somebody of this office types to pass a case."""
    return {
        "verdict": "passed",
        "opinion": OPINION,
        "signature": office.person,
        **({"attested": "yes"} if office.role is Role.EMPLOYER else {}),
        **changes,
    }


async def a_passed_case(world: World, office: Office, **changes: Any) -> Task:
    """A case that this office examined and passed; at a stop of the city's routes it lies with it."""
    task = await (await world.a_case(**changes)).task(office)
    browser = world.browser(office)
    await examine(browser, task)
    assert (await decide(browser, task, **passing(office))).status_code == 303
    return task


def yesterday() -> date:
    return (now().astimezone(SHANGHAI) - timedelta(days=1)).date()


def on_day(name: str, day: date) -> dict[str, str]:
    """A date as it is typed."""
    return {f"{name}-year": str(day.year), f"{name}-month": str(day.month), f"{name}-day": str(day.day)}


def receipt_of(world: World, account_id: UUID, **changes: Any) -> str:
    """What comes back with the browser from the upload of a stamped letter."""
    lasts = changes.pop("lasts", RECEIPT_LASTS)
    receipt = Receipt(
        file_id=new_id(),
        account_id=account_id,
        purpose="commission",
        name="盖章的评审委托书.pdf",
        media_type=PDF,
        bytes=2048,
        pages=2,
        sha256="c0ffee" * 10 + "c0ff",
        fingerprint="",
    )
    grants: Grants = world.app.state.grants
    return grants.seal(replace(receipt, **changes), lasts=lasts)


async def give_commission(
    world: World,
    office: Office,
    *,
    account_id: UUID | None = None,
    plan: str = "2022-engineer",
    **changes: str,
) -> httpx2.Response:
    """Somebody of this office gives the letter of commission."""
    account = account_id or new_id()
    browser, path = world.browser(office, account_id=account), f"/review/commissions/{plan}"
    receipt = changes.pop("receipt", None) or receipt_of(world, account)
    page = (await browser.get(path, params={"receipt": receipt})).text
    shown = re.search(r'name="instead_of" value="([^"]*)"', page)
    values = {"number": "2022-1", **on_day("dated_on", yesterday()), "receipt": receipt}
    values["instead_of"] = unescape(shown[1]) if shown else ""
    return await browser.post(path, data={**values, **changes})


def returning(*items: str, text: str = "证明材料看不清，请重新上传") -> dict[str, Any]:
    """What somebody types to return a case: a reason of the city's catalogue for each item."""
    codes = {"photo": "photo-quality"}
    reasons = {f"reasons-{item}": codes.get(item, f"{item}-other") for item in items}
    return {"verdict": "returned", **reasons, **{f"text-{item}": text for item in items}}


async def more_passed(world: World, task_id: UUID, count: int) -> list[UUID]:
    """As many passed cases like this one: its rows, with other ids, passed one after the other."""
    found = await world.rows(
        "select column_name as name from information_schema.columns"
        " where table_name = 'tasks' and is_generated = 'NEVER'"
    )
    same = ", ".join(
        sorted({row["name"] for row in found} - {"id", "application_id", "person_id", "closed_at"})
    )
    ids = [new_id() for _ in range(count)]
    async with transaction(world.pool) as conn:
        await conn.execute(
            f"""
            insert into tasks (id, application_id, person_id, closed_at, {same})
            select n.id, gen_random_uuid(), gen_random_uuid(), t.closed_at - n.number * interval '1 s', {same}
              from tasks t, unnest($2::uuid[]) with ordinality as n (id, number) where t.id = $1
            """,  # noqa: S608 - names of columns
            task_id,
            ids,
        )
        await conn.execute(
            """
            insert into decisions (id, task_id, city, verdict, reason, opinion, changes, items,
                                   attestation, signed_by, account_id, decided_at)
            select gen_random_uuid(), n.id, city, verdict, reason, opinion, changes, items,
                   attestation, signed_by, account_id, decided_at
              from decisions, unnest($2::uuid[]) as n (id) where task_id = $1
            """,
            task_id,
            ids,
        )
    return ids


AN_EXPERT = {
    "name": "沈明德",
    "unit": "浙江省环境科技研究院",
    "title": "正高级工程师",
    "category": "监测与分析",
    "specialty": "水环境监测",
    "mobile": "13900139066",
}


async def an_expert(browser: httpx2.AsyncClient, **changes: str) -> UUID:
    """The office of a committee takes somebody into its library, for two years from now on, pledge signed."""
    today = now().astimezone(SHANGHAI).date()
    days = {"from_on": today, "until_on": today + timedelta(days=700), "pledged_on": today}
    parts = {
        f"{name}-{part}": str(getattr(day, part))
        for name, day in days.items()
        for part in ("year", "month", "day")
    }
    there = await _experts(browser)
    values = {**AN_EXPERT, **parts, **changes}
    answer = await browser.post("/review/committee/experts/new", data=values)
    assert answer.status_code == 303, answer.text
    (added,) = await _experts(browser) - there
    return UUID(added)


async def _experts(browser: httpx2.AsyncClient) -> set[str]:
    page = (await browser.get("/review/committee/experts")).text
    return set(re.findall(r"/review/committee/experts/([0-9a-f-]{36})", page))
