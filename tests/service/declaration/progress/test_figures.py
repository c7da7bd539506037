"""The read model in numbers: whose turn it is in which city, since when, and what is beyond its time."""

from datetime import timedelta
from typing import Any

from kit.clock import now
from kit.db import Connection, Pool, transaction
from kit.ids import new_id
from kit.rows import insert
from services.declaration.progress.store import figures
from tests.fixtures.database import Database

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def a_case(conn: Connection, since: timedelta, until: timedelta | None = None, **said: Any) -> None:
    """A case that somebody has had for so long, and until then."""
    at, declaration_id, due_at = now(), new_id(), said.pop("due_at", None)
    turn = {
        "who": said.pop("who", "applicant"),
        "since": (at - since).isoformat(),
        "until": (at + until).isoformat() if until is not None else None,
    }
    values = {"city": "shaoxing", "status": "drafting", "stage": "", "round": 0, **said}
    fresh: dict[str, Any] = {"person_id": new_id(), "employer_id": new_id(), "plan": "p", "plan_version": "1"}
    times: dict[str, Any] = {"started_at": at - since, "closes_at": at + DAY}
    plan: dict[str, Any] = {"city": values["city"], "plan": "p", "version": "1", "content": {}}
    await insert(conn, "plan_versions", "on conflict do nothing", id=new_id(), **plan)
    await insert(conn, "declarations", id=declaration_id, turn=turn, **values, **fresh, **times)
    if due_at is not None:
        limit: dict[str, Any] = {"due_at": at + due_at, "due_days": 3, "told_at": at - since}
        await insert(
            conn, "limits", id=declaration_id, city=values["city"], stage=values["stage"], round=1, **limit
        )


async def told(pool: Pool) -> dict[str, Any]:
    async with transaction(pool, snapshot=True) as conn:
        return {figure.name: dict(numbers) for figure, numbers in (await figures.cases(conn)).items()}


async def test_cases_are_counted_by_whose_turn_it_is_and_what_is_beyond_its_time(database: Database) -> None:
    pool = await database("declaration")
    office: dict[str, Any] = {"status": "reviewing", "stage": "county", "round": 1, "who": "hr"}
    async with transaction(pool) as conn:
        await a_case(conn, HOUR, until=20 * HOUR)
        await a_case(conn, 3 * DAY, until=0.5 * HOUR)
        await a_case(conn, 40 * DAY, until=-HOUR)
        await a_case(conn, 2 * DAY, **office, due_at=-HOUR)
        await a_case(conn, 2 * DAY, **office, due_at=HOUR)
        await a_case(conn, 2 * DAY, **{**office, "city": "xinhai"})
        await a_case(conn, DAY, until=-DAY, status="titled")
    found = await told(pool)
    longest = found.pop("cases_longest_wait_seconds")
    assert found == {
        "cases": {
            ("shaoxing", "drafting", ""): 3,
            ("shaoxing", "reviewing", "county"): 2,
            ("xinhai", "reviewing", "county"): 1,
        },
        "cases_waiting": {
            ("shaoxing", "applicant", "day"): 1,
            ("shaoxing", "applicant", "week"): 1,
            ("shaoxing", "applicant", "longer"): 1,
            ("shaoxing", "hr", "week"): 2,
            ("xinhai", "hr", "week"): 1,
        },
        "cases_overdue": {("shaoxing", "applicant"): 1, ("shaoxing", "hr"): 1, ("xinhai", "hr"): 0},
        "timers_due": {("shaoxing", "late"): 1, ("shaoxing", "hour"): 1, ("shaoxing", "day"): 1},
    }
    assert longest.keys() == {("shaoxing", "applicant"), ("shaoxing", "hr"), ("xinhai", "hr")}
    assert longest["shaoxing", "applicant"] >= (40 * DAY).total_seconds()


async def test_a_limit_of_an_office_that_the_case_has_left_says_nothing(database: Database) -> None:
    pool = await database("declaration")
    async with transaction(pool) as conn:
        await a_case(conn, DAY, status="reviewing", stage="city", round=2, who="hr", due_at=-HOUR)
    assert (await told(pool))["cases_overdue"] == {("shaoxing", "hr"): 0}


async def test_a_clock_that_is_held_is_not_late(database: Database) -> None:
    pool = await database("declaration")
    async with transaction(pool) as conn:
        await a_case(conn, 40 * DAY, until=-HOUR)
        case_id = await conn.fetchval("select id from declarations")
        placed: dict[str, Any] = {"placed_at": now(), "placed_by": "admin", "placed_why": "outage"}
        await insert(
            conn, "holds", id=new_id(), city="shaoxing", declaration_id=case_id, kind="outage", **placed
        )
    assert (await told(pool))["timers_due"] == {}


async def test_no_case_is_no_figure(database: Database) -> None:
    assert not any((await told(await database("declaration"))).values())
