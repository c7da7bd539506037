"""The start page of a clerk and of an official says what waits, as review told it last."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pydantic_core import to_jsonable_python

import cities
from contracts.access import Access, Shown
from contracts.review import CaseRead
from kit.clock import now
from kit.db import Pool, transaction
from kit.ids import new_id
from services.identity.consumers import hear
from services.identity.offices.store import queues
from services.identity.settings import Settings
from tests.fixtures.database import words_of
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import queue_changed, session_of

AT = datetime(2022, 9, 28, 4, tzinfo=UTC)


async def tell(
    pool: Pool, settings: Settings, office_id: UUID, waiting: int, *, at: datetime = AT, passed: int = 0
) -> None:
    event = queue_changed(
        office_id,
        waiting,
        at=at,
        passed=passed,
        oldest_at=AT - timedelta(days=7) if waiting else None,
        due_at=datetime(2022, 10, 10, 16, tzinfo=UTC) if waiting else None,
    )
    await hear(pool, cities.load(settings.cities), settings)(event.topic, to_jsonable_python(event))


@pytest.mark.state("approved_employer")
async def test_a_clerk_reads_what_waits_and_is_due(
    browsers: Browsers, pool: Pool, settings: Settings
) -> None:
    clerk, employer_id = browsers("clerk"), UUID(str(words_of(pool)["employer_id"]))
    await clerk.open("/")
    assert "职称申报资格审查（" not in clerk.text

    await tell(pool, settings, employer_id, 3)
    await clerk.open("/")
    assert "职称申报资格审查（3 件待审查）" in clerk.text
    assert "最早一件 2022年9月21日 收到" in clerk.text
    assert "最早一个公示期 2022年10月10日 24:00 届满" in clerk.text

    await tell(pool, settings, employer_id, 0, at=AT + timedelta(minutes=1))
    await tell(pool, settings, employer_id, 9, at=AT - timedelta(minutes=1))
    await clerk.open("/")
    assert "职称申报资格审查（没有待审查）" in clerk.text


@pytest.mark.state("staffed_offices")
async def test_an_official_reads_the_own_office_s_only(
    browsers: Browsers, pool: Pool, settings: Settings
) -> None:
    qian, wu = browsers("qian"), browsers("wu", address="10.0.0.9")
    office_id = session_of(qian, settings).org_id
    assert office_id
    await tell(pool, settings, office_id, 2)
    await qian.open("/")
    assert "职称评审资格审查（2 件待审查）" in qian.text
    await wu.open("/")
    assert "件待审查" not in wu.text


@pytest.mark.rule("B4.1")
@pytest.mark.state("staffed_offices")
async def test_an_official_reads_what_was_passed_and_is_not_sent_on(
    browsers: Browsers, pool: Pool, settings: Settings
) -> None:
    qian, wu = browsers("qian"), browsers("wu", address="10.0.0.9")
    office_id = session_of(qian, settings).org_id
    assert office_id
    await tell(pool, settings, office_id, 0, passed=5)
    await tell(pool, settings, office_id, 0, passed=9, at=AT - timedelta(minutes=1))  # late
    await qian.open("/")
    assert "审查通过（5 件待报送）" in qian.text
    assert 'href="/review/passed"' in qian.seen.text
    await wu.open("/")
    assert "待报送" not in wu.text
    await tell(pool, settings, office_id, 1, at=AT + timedelta(minutes=1))
    await qian.open("/")
    assert "职称评审资格审查（1 件待审查）" in qian.text
    assert "待报送" not in qian.text


HERE, AWAY = "绍兴市生态环境局", "绍兴市柯桥区人力资源和社会保障局"


async def told_of(pool: Pool, office_id: UUID) -> list[bool]:
    """What declaration was told of an office."""
    rows = await pool.fetch(
        "select body from outbox where topic = 'identity.office_attended' and about = $1 order by position",
        office_id,
    )
    return [row["body"]["is_attended"] for row in rows]


async def alarming(pool: Pool) -> float:
    """How many offices of the city whoever watches reads of."""
    async with transaction(pool) as conn:
        return (await queues.figures(conn))[queues.UNATTENDED]["shaoxing",]


def id_of(settings: Settings, slug: str) -> UUID:
    offices = cities.load(settings.cities).city("shaoxing").offices
    return next(office.id for office in offices if office.slug == slug)


@pytest.mark.rule("B0.1")
@pytest.mark.state("staffed_offices")
async def test_work_at_an_office_without_an_account_alarms_the_administrator(
    browsers: Browsers, pool: Pool, settings: Settings
) -> None:
    admin, empty, staffed = browsers("admin"), id_of(settings, "keqiao-hr"), id_of(settings, "ecology")
    at = now()
    await tell(pool, settings, staffed, 2, at=at)
    await tell(pool, settings, empty, 1, at=at)
    await tell(pool, settings, empty, 2, at=at + timedelta(minutes=1))

    await admin.open("/")
    assert "没有人办理的机构" in admin.text
    assert f"{AWAY}：2 件" in admin.text
    assert f"{HERE}：" not in admin.text
    assert (await told_of(pool, staffed), await told_of(pool, empty)) == ([], [False])
    assert await alarming(pool) == 1

    await tell(pool, settings, empty, 0, at=at + timedelta(minutes=2))
    await admin.open("/")
    assert "没有人办理的机构" not in admin.text
    assert await told_of(pool, empty) == [False, True]
    assert await alarming(pool) == 0


@pytest.mark.rule("B0.1")
@pytest.mark.state("staffed_offices")
async def test_nobody_for_a_week_is_nobody_until_somebody_looks(
    browsers: Browsers, pool: Pool, settings: Settings
) -> None:
    qian = session_of(browsers("qian"), settings)
    office_id = id_of(settings, "ecology")
    at = now() + timedelta(days=8)
    await tell(pool, settings, office_id, 1, at=at)
    assert await told_of(pool, office_id) == [False]

    access = Access.of(qian, [new_id()], Shown.CASE_LIST)
    look = CaseRead(id=new_id(), about=qian.account_id, at=at + timedelta(hours=1), access=access)
    await hear(pool, cities.load(settings.cities), settings)(look.topic, to_jsonable_python(look))
    assert await told_of(pool, office_id) == [False, True]


@pytest.mark.state("approved_employer")
async def test_an_employer_is_no_office(pool: Pool, settings: Settings) -> None:
    employer_id = UUID(str(words_of(pool)["employer_id"]))
    await tell(pool, settings, employer_id, 1, at=now() + timedelta(days=30))
    assert await told_of(pool, employer_id) == []
