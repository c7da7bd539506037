"""Those with drafts are reminded before the window closes; the season of a plan is told of once."""

from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

import cities
from contracts.application import Status, Turn
from contracts.case import Role
from contracts.declaration import NoticeDue
from contracts.season import DraftsReminder, SeasonChanged, SeasonStart
from kit.clock import SHANGHAI, now
from kit.db import Pool, transaction
from services.declaration.activities import Activities
from services.declaration.drafting.operations import remind
from services.declaration.plans.operations import announce
from tests.service.declaration.conftest import Browsers, Events, News
from tests.service.declaration.world import a_move

DAY = date(2100, 12, 29)
REMINDER = DraftsReminder(city="shaoxing", plan="open", day=DAY)


async def drafts(browsers: Browsers, news: News, number: int) -> list[UUID]:
    """Of so many people."""
    await news.employer()
    people = [browsers("applicant") for _ in range(number)]
    for person in people:
        await news.readiness(person.person_id)
        await person.start()
    return [person.person_id for person in people]


async def notices(pool: Pool) -> list[dict[str, object]]:
    rows = await pool.fetch("select body from outbox where topic = $1 order by position", NoticeDue.topic)
    return [row["body"]["message"] for row in rows]


async def test_everybody_with_a_draft_is_told_once_a_day_page_by_page(
    browsers: Browsers, news: News, activities: Activities, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remind, "PAGE", 2)
    people = await drafts(browsers, news, 5)

    await activities.remind_drafts(REMINDER)
    await activities.remind_drafts(REMINDER)

    told = await notices(pool)
    assert sorted(str(one["recipient_id"]) for one in told) == sorted(map(str, people))
    assert {one["template"] for one in told} == {"draft_ending"}
    assert [one["facts"] for one in told[:1]] == [{"plan": "open", "due": "2100年12月30日 17:00"}]
    await activities.remind_drafts(DraftsReminder(city="shaoxing", plan="open", day=DAY + timedelta(days=1)))
    assert len(await notices(pool)) == 10


async def test_who_has_submitted_or_is_of_another_plan_is_told_nothing(
    browsers: Browsers, news: News, activities: Activities, pool: Pool, started: Events
) -> None:
    await drafts(browsers, news, 2)
    submitted, other = await started()
    turn = Turn(who=Role.EMPLOYER, name="", why="审查", since=submitted.at)
    told = {"event": "submitted", "status": Status.EXAMINING, "round": 1, "turn": turn}
    await activities.record_progress(a_move(submitted.application_id, 1, at=submitted.at, **told))

    await activities.remind_drafts(DraftsReminder(city="shaoxing", plan="later", day=DAY))
    assert not await notices(pool)
    await activities.remind_drafts(REMINDER)
    assert [one["recipient_id"] for one in await notices(pool)] == [str(other.person_id)]


async def test_a_draft_whose_window_has_closed_meanwhile_is_no_longer_told(
    browsers: Browsers, news: News, activities: Activities, pool: Pool
) -> None:
    await drafts(browsers, news, 1)
    await pool.execute("update declarations set closes_at = now()")

    await activities.remind_drafts(REMINDER)

    assert not await notices(pool)


async def test_the_season_is_told_of_once_for_each_version_of_a_plan_that_has_not_closed(
    activities: Activities, pool: Pool, city_folder: Path
) -> None:
    known = cities.load(city_folder)
    for _ in range(2):
        async with transaction(pool) as conn:
            await announce(conn, known, now())

    rows = await pool.fetch("select body from outbox where topic = $1 order by position", SeasonChanged.topic)
    assert [row["body"]["plan"] for row in rows] == ["later", "open"]
    season = await activities.look_at_season(SeasonStart(city="shaoxing", plan="open"))
    assert season.closes_at == datetime(2100, 12, 30, 17, tzinfo=SHANGHAI)
    assert season.remind_days == (7, 3, 1)
