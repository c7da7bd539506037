"""Offices that are late and decisions that no workflow has taken are found, by city, the oldest first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from contracts.review import SealDecision
from contracts.stuck import Count, Finding, Kind
from kit.clock import now
from kit.ids import derived, new_id
from tests.fixtures.stuck import HOUR, a_question
from tests.service.review.world import OPENED, World, decide, department, examine, returning

DUE = datetime(2022, 10, 13, 16, tzinfo=UTC)


async def test_an_office_is_late_once_its_days_are_over_and_until_it_decides(world: World) -> None:
    office = department()
    case = await world.a_case()
    task = await case.task(office)
    in_time = await world.activities.find_stuck(a_question(DUE + HOUR))
    assert (in_time.findings, in_time.counts) == ((), ())
    found = await world.activities.find_stuck(a_question(DUE + 2 * HOUR))
    assert found.findings == (
        Finding(
            kind=Kind.WAITS_TOO_LONG,
            city="shaoxing",
            case_id=case.id,
            subject_id=task.id,
            party=office.stop.office_name,
            since=OPENED,
            due=DUE,
            detail="department",
        ),
    )
    assert found.counts == (Count(city="shaoxing", kind=Kind.WAITS_TOO_LONG, count=1, oldest=OPENED),)
    browser = world.browser(office)
    await examine(browser, task)
    assert (await decide(browser, task, **returning("photo"))).status_code == 303
    late = a_question(DUE + 2 * HOUR, kind=Kind.WAITS_TOO_LONG)
    assert (await world.activities.find_stuck(late)).findings == ()


async def test_a_decision_is_missed_until_the_workflow_has_it_sealed(world: World) -> None:
    office = department()
    case = await world.a_case()
    task = await case.task(office, opened_at=now())
    browser = world.browser(office)
    await examine(browser, task)
    assert (await decide(browser, task, **returning("photo"))).status_code == 303
    assert (await world.activities.find_stuck(a_question(now()))).findings == ()
    later = a_question(now() + 2 * HOUR)
    (finding,) = (await world.activities.find_stuck(later)).findings
    assert (finding.kind, finding.case_id, finding.city) == (
        Kind.DECISION_NOT_DELIVERED,
        case.id,
        "shaoxing",
    )
    assert (finding.subject_id, finding.detail) == (derived("review.decided", task.id), "review.decided")
    sealing = SealDecision(task_id=task.id, name="decision-1", previous="")
    await world.activities.seal_decision(sealing)
    assert (await world.activities.find_stuck(later)).findings == ()


async def test_another_city_another_case_and_another_kind_are_left_out(world: World) -> None:
    case = await world.a_case()
    await case.task(department())
    at = DUE + 2 * HOUR
    for changes, count in (
        ({}, 1),
        ({"city": "shaoxing"}, 1),
        ({"case_id": case.id}, 1),
        ({"city": "xinhai"}, 0),
        ({"case_id": new_id()}, 0),
        ({"kind": Kind.DECISION_NOT_DELIVERED}, 0),
    ):
        found = await world.activities.find_stuck(a_question(at, **changes))
        assert len(found.findings) == len(found.counts) == count, changes


async def test_each_city_is_listed_with_its_oldest_and_counted_as_far_as_one_counts(world: World) -> None:
    for days in range(4):
        task = await (await world.a_case()).task(department(), opened_at=OPENED + timedelta(days=days))
        await world.rows("update tasks set due_at = $2 where id = $1", task.id, DUE + timedelta(hours=days))
    await world.rows("update tasks set city = 'xinhai' where opened_at = $1", OPENED)
    question = a_question(DUE + timedelta(days=2), limit=2)
    found = await world.activities.find_stuck(question)
    assert [(count.city, count.count, count.oldest) for count in found.counts] == [
        ("xinhai", 1, OPENED),
        ("shaoxing", 3, OPENED + timedelta(days=1)),
    ]
    assert [finding.since - OPENED for finding in found.findings] == [timedelta(days=n) for n in range(3)]
    assert found.capped == ()
    found = await world.activities.find_stuck(replace(question, most=3))
    assert found.capped == (Kind.WAITS_TOO_LONG,)
    assert sum(count.count for count in found.counts) == 3
