"""A window is extended for an outage: one recorded act, and every draft ends with it."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.plan import app as command
from contracts.application import Status
from contracts.clock import DeadlineChanged, DeadlineKind, Reinstated
from contracts.declaration import Started
from contracts.season import SeasonChanged, SeasonStart
from deploy.local.stack import Stack
from kit.clock import SHANGHAI, now
from kit.db import Pool, transaction
from services.declaration.activities import Activities
from services.declaration.progress.operations import extension
from services.declaration.progress.store.deadlines import deadlines_of
from tests.fixtures.database import url_of
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Browsers, Events, News
from tests.service.declaration.world import a_deadline_request, a_move

Extend = Callable[..., "asyncio.Future[Result]"]
OUTAGE = ("--from", "2022-08-01T10:00", "--until", "2022-08-01T12:00")
WHY = ("--why", "平台停机", "--by", "王运维")
BEFORE = datetime(2100, 12, 30, 17, tzinfo=SHANGHAI)
LATER = datetime(2100, 12, 31, 17, tzinfo=SHANGHAI)  # a begun day is a day


@pytest.fixture
def extend(servers: Stack, pool: Pool, city_folder: Path) -> Extend:
    env = servers.environment("declaration")
    env |= {"DECLARATION_DATABASE_URL": url_of(pool), "DECLARATION_CITIES": str(city_folder)}

    def invoke(*words: object) -> "asyncio.Future[Result]":
        arguments = ["extend", *map(str, words)]
        return asyncio.get_running_loop().run_in_executor(
            None, lambda: CliRunner().invoke(command, arguments, env=env)
        )

    return invoke


async def bodies(pool: Pool, topic: str) -> list[dict[str, Any]]:
    rows = await pool.fetch("select body from outbox where topic = $1 order by position", topic)
    return [row["body"] for row in rows]


async def drafts(
    browsers: Browsers, news: News, activities: Activities, started: Events, number: int
) -> list[Started]:
    """Of so many people, each with its deadline in the ledger."""
    await news.employer()
    for _ in range(number):
        person = browsers("applicant")
        await news.readiness(person.person_id)
        await person.start()
    found = await started()
    for event in found:
        request = a_deadline_request(event, DeadlineKind.SUBMISSION, event.at)
        await activities.record_progress(a_move(event.application_id, 1, at=event.at, deadline=request))
    return found


async def test_every_draft_ends_with_the_window_by_an_act_that_names_the_outage(
    browsers: Browsers,
    news: News,
    activities: Activities,
    started: Events,
    pool: Pool,
    extend: Extend,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(extension, "PAGE", 2)
    events = await drafts(browsers, news, activities, started, 5)

    told = await extend("shaoxing", "open", *OUTAGE, *WHY)
    again = json.loads((await extend("shaoxing", "open", *OUTAGE, *WHY, "--json")).stdout)

    assert told.exit_code == 0, told.output
    assert "2100年12月30日 17:00 → 2100年12月31日 17:00。5 份草稿已延长" in told.stdout
    assert (datetime.fromisoformat(again["closes_at"]), again["extended"]) == (LATER, 0)
    told_of = await bodies(pool, DeadlineChanged.topic)
    assert [datetime.fromisoformat(one["due_at"]) for one in told_of] == [LATER] * 5
    async with transaction(pool) as conn:
        for event in events:
            (entry,) = await deadlines_of(conn, event.application_id)
            (act,) = entry.acts
            assert (act.kind, act.by, act.old_due_at, act.new_due_at) == ("extended", "王运维", BEFORE, LATER)
            assert act.why == "平台停机（2022年8月1日 10:00 至 2022年8月1日 12:00）"
            assert entry.due_at == LATER
    assert await pool.fetchval("select count(*) from declarations where closes_at = $1", LATER) == 5
    assert len(await bodies(pool, SeasonChanged.topic)) == 1
    season = await activities.look_at_season(SeasonStart(city="shaoxing", plan="open"))
    assert season.closes_at == LATER


async def test_who_missed_the_end_comes_back_and_a_returned_case_keeps_its_own(
    browsers: Browsers, news: News, activities: Activities, started: Events, pool: Pool, extend: Extend
) -> None:
    missed, returned = await drafts(browsers, news, activities, started, 2)
    at = datetime(2022, 8, 2, 3, tzinfo=UTC)
    grace = a_deadline_request(missed, DeadlineKind.GRACE, at)
    late = {"event": "missed", "status": Status.MISSED, "deadline": grace}
    await activities.record_progress(a_move(missed.application_id, 2, at=at, **late))
    own = a_deadline_request(returned, DeadlineKind.RESUBMISSION, at)
    back = {"event": "returned", "status": Status.RETURNED, "round": 1, "deadline": own}
    await activities.record_progress(a_move(returned.application_id, 2, at=at, **back))

    told = json.loads((await extend("shaoxing", "open", *OUTAGE, *WHY, "--json")).stdout)

    assert (told["extended"], told["reinstated"]) == (0, 1)
    (undone,) = await bodies(pool, Reinstated.topic)
    assert undone["application_id"] == str(missed.application_id)
    assert datetime.fromisoformat(undone["due_at"]) == LATER
    async with transaction(pool) as conn:
        assert not any(entry.acts for entry in await deadlines_of(conn, returned.application_id))


@pytest.mark.rule("A3.1")
async def test_a_window_that_had_closed_is_open_again_for_those_who_have_not_begun(
    applicant: Browser, started: Events, pool: Pool, extend: Extend, activities: Activities
) -> None:
    assert (await applicant.post("/plans/closed/start")).status == 409

    outage = ("--from", "2005-12-29T18:00", "--until", "2005-12-30T10:00")
    assert (await extend("shaoxing", "closed", *outage, *WHY)).exit_code == 0

    assert "已截止" not in (await applicant.get("/plans")).text.split("2005", 1)[0]
    assert (await applicant.post("/plans/closed/start")).status == 303
    (event,) = await started()
    ends = await pool.fetchval("select closes_at from plan_extensions")
    assert event.closes_at == ends > now()
    request = a_deadline_request(event, DeadlineKind.SUBMISSION, event.at)
    opened = await activities.open_deadline(request)
    assert opened.due_at == ends


async def test_what_was_not_lost_is_not_given_back(extend: Extend, pool: Pool) -> None:
    soon = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    for words, says in (
        (("closed", "--from", "2006-01-01T10:00", "--until", "2006-01-02T10:00"), "不在申报时间之内"),
        (("open", "--from", "2022-08-01T10:00", "--until", soon), "还没有结束"),
        (("open", "--from", "2022-08-02T10:00", "--until", "2022-08-01T10:00"), "later"),
        (("nothing", *OUTAGE), "没有申报计划"),
    ):
        told = await extend("shaoxing", *words, *WHY)
        assert told.exit_code != 0
        assert says in told.output
    assert await pool.fetchval("select count(*) from plan_extensions") == 0
