"""What the workflow of a desk is told: what waits, who is there for it, and when a desk has filled."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from pydantic_core import to_jsonable_python
from temporalio.testing import ActivityEnvironment

import cities
from contracts.archive import VerificationsWaiting
from contracts.offices import DeskLook, DeskStanding
from contracts.review import QueueChanged
from kit.calendar import Workdays
from kit.clock import now
from kit.db import Pool
from kit.ids import new_id
from kit.sealed import CaseFile
from services.identity.activities import Activities
from services.identity.consumers import hear
from services.identity.settings import Settings
from tests.fixtures.database import words_of
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import queue_changed, session_of
from tests.service.identity.officials import in_days, on

AT = datetime(2022, 9, 28, 4, tzinfo=UTC)  # a Wednesday's noon
MINUTE = timedelta(minutes=1)


class Desk:
    """One desk, as review tells of it and the workflow looks at it."""

    def __init__(self, pool: Pool, settings: Settings, activities: Activities) -> None:
        self.pool, self.settings, self.activities = pool, settings, activities

    async def tell(self, office_id: UUID, waiting: int, at: datetime, *, resting: int = 0) -> QueueChanged:
        event = queue_changed(
            office_id,
            waiting,
            at=at,
            oldest_at=at if waiting else None,
            due_at=at if resting else None,
            resting=resting,
        )
        await self.hear(event)
        return event

    async def tell_archives(self, employer_id: UUID, waiting: int, at: datetime) -> None:
        event = VerificationsWaiting(
            id=new_id(),
            about=employer_id,
            at=at,
            employer_id=employer_id,
            city="shaoxing",
            waiting=waiting,
            oldest_at=at if waiting else None,
        )
        await self.hear(event)

    async def hear(self, event: QueueChanged | VerificationsWaiting) -> None:
        known = cities.load(self.settings.cities)
        await hear(self.pool, known, self.settings)(event.topic, to_jsonable_python(event))

    async def look(self, office_id: UUID, at: datetime = AT) -> DeskStanding:
        look = DeskLook(office_id=office_id, city="shaoxing", at=at)
        return await ActivityEnvironment().run(self.activities.look_at_desk, look)

    async def fillings(self, office_id: UUID) -> list[datetime]:
        """When the workflows were told that it filled."""
        rows = await self.pool.fetch(
            "select body from outbox where topic = 'identity.desk_filled' and about = $1 order by position",
            office_id,
        )
        return [datetime.fromisoformat(row["body"]["at"]) for row in rows]

    async def presence(self, office_id: UUID) -> list[bool]:
        """Whether somebody is there, as declaration was told."""
        rows = await self.pool.fetch(
            """
            select body from outbox where topic = 'identity.office_attended' and about = $1
             order by position
            """,
            office_id,
        )
        return [row["body"]["is_attended"] for row in rows]


@pytest.fixture
def desk(app: FastAPI, pool: Pool, settings: Settings, case_file: CaseFile) -> Desk:
    parts = app.state.parts
    return Desk(pool, settings, Activities(pool, parts.cities, parts.cipher, case_file, Workdays()))


async def test_a_desk_fills_when_something_waits_where_nothing_did(desk: Desk) -> None:
    office = new_id()
    first = await desk.tell(office, 1, AT)
    await desk.hear(first)  # delivered twice
    await desk.tell(office, 2, AT + MINUTE)
    assert await desk.fillings(office) == [AT]

    await desk.tell(office, 0, AT + 3 * MINUTE)
    await desk.tell(office, 1, AT + 2 * MINUTE)  # overtaken by the one before
    assert await desk.fillings(office) == [AT]
    assert (await desk.look(office)).cases == 0

    await desk.tell(office, 1, AT + 4 * MINUTE)
    assert await desk.fillings(office) == [AT, AT + 4 * MINUTE]
    assert (await desk.look(office)).filled_at == AT + 4 * MINUTE


@pytest.mark.rule("E4.5")
async def test_while_its_publicity_runs_a_case_asks_nothing_of_anybody(desk: Desk) -> None:
    employer = new_id()
    await desk.tell(employer, 1, AT)
    await desk.tell(employer, 1, AT + MINUTE, resting=1)
    found = await desk.look(employer)
    assert (found.cases, found.filled_at) == (0, None)
    await desk.tell(employer, 2, AT + 2 * MINUTE, resting=1)
    assert (await desk.look(employer)).cases == 1
    await desk.tell(employer, 2, AT + 3 * MINUTE)  # the publicity is over; one waited already
    assert (await desk.look(employer)).cases == 2
    assert await desk.fillings(employer) == [AT, AT + 2 * MINUTE]


async def test_what_was_passed_and_lies_there_is_told_with_the_look_and_fills_no_desk(desk: Desk) -> None:
    office = new_id()
    await desk.hear(queue_changed(office, 0, at=AT, oldest_at=None, due_at=None, passed=2))
    found = await desk.look(office)
    assert (found.cases, found.passed, found.is_empty) == (0, 2, False)
    assert await desk.fillings(office) == []


async def test_a_desk_of_before_there_were_workflows_fills_with_the_next_news(desk: Desk) -> None:
    office = new_id()
    await desk.tell(office, 3, AT)
    await desk.pool.execute("update queues set filled_at = null")
    await desk.tell(office, 2, AT + MINUTE)
    assert (await desk.fillings(office))[-1] == AT + MINUTE


@pytest.mark.state("two_employers")
async def test_the_clerks_of_an_employer_are_told_as_they_wish(
    browsers: Browsers, pool: Pool, settings: Settings, desk: Desk
) -> None:
    chief, second = browsers("clerk"), browsers("second", address="10.0.0.9")
    ids = {who: session_of(browser, settings).account_id for who, browser in (("c", chief), ("s", second))}
    employer = UUID(str(words_of(pool)["employer_id"]))
    found = await desk.look(employer)
    assert set(found.people) == set(found.at_once) == set(ids.values())
    assert found.name == "绍兴市环境监测中心"
    assert found.open_until == AT.replace(hour=12)

    await chief.open("/account")
    assert "收到新的待办时提醒，工作日上午再汇总一次" in chief.text
    assert (await chief.fill("/account/messages", desk_messages="digest")).status_code == 303
    await chief.open("/account?changed=messages")
    assert "短信提醒已更改" in chief.text
    assert "只在工作日上午汇总一次" in chief.text
    found = await desk.look(employer)
    assert set(found.people) == set(ids.values())
    assert found.at_once == (ids["s"],)

    await chief.fill("/account/messages", desk_messages="none")
    assert (await desk.look(employer)).people == (ids["s"],)
    assert (await chief.fill("/account/messages", desk_messages="daily")).status_code == 422
    assert "请选择是否用短信提醒" in chief.text

    await pool.execute("update clerkships set until_at = now() where account_id = $1", ids["s"])
    assert not (await desk.look(employer)).people


@pytest.mark.state("approved_employer")
async def test_whose_authorisation_is_over_is_told_nothing(pool: Pool, desk: Desk) -> None:
    employer = UUID(str(words_of(pool)["employer_id"]))
    assert len((await desk.look(employer)).people) == 1
    await pool.execute("update employers set status = 'expired'")
    assert not (await desk.look(employer)).people


@pytest.mark.rule("B0.1")
@pytest.mark.state("staffed_offices")
async def test_officials_are_told_while_their_post_lasts_and_deputies_while_they_stand_in(
    browsers: Browsers, pool: Pool, settings: Settings, desk: Desk
) -> None:
    shen = browsers("shen")
    ids = {who: session_of(browsers(who), settings).account_id for who in ("shen", "zhou", "qian", "wu")}
    keqiao, bureau = (session_of(one, settings).org_id for one in (shen, browsers("qian")))
    assert keqiao
    assert bureau
    at = now()
    found = await desk.look(keqiao, at)
    assert set(found.people) == {ids["shen"], ids["zhou"]}
    assert found.name == "绍兴市生态环境局柯桥分局"
    assert (await desk.look(bureau, at)).people == (ids["qian"],)

    period = on("from", in_days(0)) | on("until", in_days(5))
    named = await shen.fill("/deputies", deputy=str(ids["qian"]), **period)
    assert named.status_code == 303
    assert set((await desk.look(keqiao, at)).people) == {ids["shen"], ids["zhou"], ids["qian"]}
    assert set((await desk.look(keqiao, at + timedelta(days=7))).people) == {ids["shen"], ids["zhou"]}

    await pool.execute("update official_terms set until_on = from_on where official_id = $1", ids["qian"])
    assert set((await desk.look(keqiao, at + timedelta(days=2))).people) == {ids["shen"], ids["zhou"]}
    await pool.execute("update official_terms set ended_at = now() where official_id = $1", ids["shen"])
    assert (await desk.look(keqiao, at)).people == (ids["zhou"],)
    await pool.execute("update accounts set mobile_encrypted = null where id = $1", ids["zhou"])
    assert not (await desk.look(keqiao, at)).people


@pytest.mark.rule("B1.1")
@pytest.mark.state("staffed_offices")
async def test_what_is_late_is_told_to_the_nearest_office_above_where_somebody_wants_to_hear_it(
    browsers: Browsers, pool: Pool, settings: Settings, desk: Desk
) -> None:
    keqiao, bureau = (session_of(browsers(who), settings) for who in ("shen", "qian"))
    assert keqiao.org_id
    assert bureau.org_id
    found = await desk.look(keqiao.org_id, now())
    assert (found.is_limited, found.above) == (True, (bureau.account_id,))
    assert (await desk.look(bureau.org_id, now())).above == ()  # nobody is above it
    await pool.execute("update accounts set desk_messages = 'none' where id = $1", bureau.account_id)
    assert (await desk.look(keqiao.org_id, now())).above == ()
    found = await desk.look(new_id(), now())
    assert (found.is_limited, found.above) == (False, ())


@pytest.mark.state("staffed_offices")
async def test_an_office_that_is_closed_is_looked_after_by_what_carries_it_on(
    browsers: Browsers, pool: Pool, settings: Settings, desk: Desk
) -> None:
    closed, successor = (session_of(browsers(who), settings).org_id for who in ("shen", "qian"))
    assert closed
    await pool.execute("update official_terms set ended_at = now() where office_id = $1", closed)
    await pool.execute(
        """
        insert into offices (id, city, opened_at, closed_at, successor_id)
        values ($1, 'shaoxing', now(), now(), $2)
        """,
        closed,
        successor,
    )
    people = (await desk.look(closed, now())).people
    assert people == (session_of(browsers("qian"), settings).account_id,)


@pytest.mark.state("staffed_offices")
async def test_people_are_left_alone_in_the_evening_and_on_days_off(desk: Desk) -> None:
    office = new_id()
    evening = await desk.look(office, datetime(2022, 9, 30, 13, tzinfo=UTC))
    assert evening.open_until is None
    assert evening.next_morning.date() == datetime(2022, 10, 8, tzinfo=UTC).date()


@pytest.mark.rule("B0.1")
@pytest.mark.state("staffed_offices")
async def test_an_office_that_falls_silent_while_cases_wait_is_noticed_by_the_next_look(
    browsers: Browsers, pool: Pool, settings: Settings, desk: Desk
) -> None:
    admin, office = browsers("admin"), session_of(browsers("qian"), settings).org_id
    assert office
    at = now()
    await desk.tell(office, 2, at)
    for days in (1, 6):
        await desk.look(office, at + timedelta(days=days))
    assert await desk.presence(office) == []
    for days in (8, 9):
        await desk.look(office, at + timedelta(days=days))
    assert await desk.presence(office) == [False]
    await admin.open("/")
    assert "没有人办理的机构" in admin.text
    assert "绍兴市生态环境局：2 件" in admin.text

    await pool.execute("update sessions set created_at = $1", at + timedelta(days=9))
    await desk.look(office, at + timedelta(days=10))
    assert await desk.presence(office) == [False, True]
    await admin.open("/")
    assert "没有人办理的机构" not in admin.text


@pytest.mark.state("staffed_offices")
async def test_a_silent_office_where_nothing_waits_alarms_nobody(
    browsers: Browsers, settings: Settings, desk: Desk
) -> None:
    office = session_of(browsers("qian"), settings).org_id
    assert office
    at = now()
    await desk.tell(office, 1, at)
    await desk.tell(office, 0, at + MINUTE)
    await desk.look(office, at + timedelta(days=30))
    assert await desk.presence(office) == []


@pytest.mark.state("approved_employer")
async def test_an_employer_that_is_silent_is_no_office(pool: Pool, desk: Desk) -> None:
    employer = UUID(str(words_of(pool)["employer_id"]))
    await desk.tell(employer, 1, now())
    await desk.look(employer, now() + timedelta(days=30))
    assert await desk.presence(employer) == []


@pytest.mark.rule("E3.1")
@pytest.mark.state("approved_employer")
async def test_archives_that_wait_count_beside_the_cases(browsers: Browsers, pool: Pool, desk: Desk) -> None:
    clerk, employer = browsers("clerk"), UUID(str(words_of(pool)["employer_id"]))
    await clerk.open("/")
    assert "业绩档案审核（" not in clerk.text

    await desk.tell_archives(employer, 3, AT)
    await clerk.open("/")
    assert "业绩档案审核（3 人待审核）" in clerk.text
    assert "最早一份 2022年9月28日 提交" in clerk.text
    await desk.tell(employer, 1, AT + MINUTE)
    found = await desk.look(employer)
    assert (found.cases, found.archives, found.filled_at) == (1, 3, AT + MINUTE)
    assert await desk.fillings(employer) == [AT, AT + MINUTE]

    await desk.tell_archives(employer, 0, AT + 3 * MINUTE)
    await desk.tell_archives(employer, 9, AT + 2 * MINUTE)  # overtaken by the one before
    await desk.tell_archives(employer, 2, AT + 4 * MINUTE)
    await desk.tell_archives(employer, 1, AT + 5 * MINUTE)
    assert await desk.fillings(employer) == [AT, AT + MINUTE, AT + 4 * MINUTE]
    await desk.tell_archives(employer, 0, AT + 6 * MINUTE)
    await clerk.open("/")
    assert "业绩档案审核（没有待审核）" in clerk.text
    assert "职称申报资格审查（1 件待审查）" in clerk.text
    assert (await desk.look(employer)).archives == 0
