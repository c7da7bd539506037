"""An older state of the desks came back: what was sealed since is decided again, by nobody."""

from dataclasses import replace

import pytest

from contracts.review import Task
from contracts.sections.decision import DecisionSection
from kit.blobs import Blobs
from kit.calendar import Workdays
from kit.crypto import FieldCipher
from kit.sealed import CaseFile
from services.review.examination.operations.restored import find_decided, seal_again
from tests.fixtures.storage import SettingsOf
from tests.service.review.world import (
    Case,
    World,
    decide,
    department,
    employer,
    examine,
    passing,
    publicise,
    returning,
)


@pytest.fixture
def blobs(settings_of: SettingsOf) -> Blobs:
    """With review's own key of the store: all that the command has."""
    return Blobs(settings_of("review"))


async def _go_back(world: World, task: Task) -> None:
    """The database as it was before the decision."""
    await world.rows("delete from given_reasons where decision_id in (select id from decisions)")
    await world.rows("delete from decisions where task_id = $1", task.id)
    await world.rows("delete from timeline where task_id = $1 and event = 'decided'", task.id)
    await world.rows("delete from outbox where topic = 'review.decided'")
    await world.rows(
        "update tasks set state = 'open', closed_at = null, sealed = null where id = $1", task.id
    )


async def _found(world: World, blobs: Blobs) -> list[object]:
    return list(
        await find_decided(world.pool, world.app.state.cipher, world.app.state.cities, blobs, world.file)
    )


async def _standing(world: World, task: Task) -> dict[str, object]:
    """All of a decision that anybody is shown; not which account pressed."""
    (row,) = await world.rows(
        """
        select t.state, t.sealed, t.closed_at, d.verdict, d.reason, d.opinion, d.changes, d.items,
               d.attestation, d.signed_by, d.mends, d.reasons, d.is_last_return,
               (select count(*) from given_reasons where decision_id = d.id) as given,
               (select count(*) from timeline where task_id = t.id and event = 'decided') as told,
               (select array_agg(body ->> 'verdict') from outbox where topic = 'review.decided') as events
          from tasks t join decisions d on d.task_id = t.id where t.id = $1
        """,
        task.id,
    )
    return {**row, "closed_at": row["closed_at"].replace(microsecond=0)}


@pytest.mark.parametrize("verdict", ["passed", "returned"])
async def test_what_was_sealed_after_the_backup_is_decided_as_it_was(
    world: World, blobs: Blobs, verdict: str
) -> None:
    office, case = department(), await world.a_case()
    task, browser = await case.task(office), world.browser(department(id=office.id))
    await examine(browser, task)
    said = passing(office) if verdict == "passed" else returning("photo", "records", text="请更换照片")
    assert (await decide(browser, task, **said)).status_code == 303
    ref = await case.sealed(task, case.manifest[-1].sha256)
    before = await _standing(world, task)
    await _go_back(world, task)
    assert await _found(world, blobs) == [task.id]
    assert await _found(world, blobs) == []
    assert await _standing(world, task) == before
    assert await case.sealed(task) == ref  # what is sealed once stays what it was
    assert (await world.file.open(case.id, ref, DecisionSection)).data.verdict == verdict


async def test_nothing_is_taken_from_a_case_file_that_went_another_way(world: World, blobs: Blobs) -> None:
    office, case = department(), await world.a_case()
    task, browser = await case.task(office), world.browser(office)
    await examine(browser, task)
    await decide(browser, task, **passing(office))
    await case.sealed(task, "0" * 64)
    await _go_back(world, task)
    assert await _found(world, blobs) == []
    assert await _verdicts(world, case) == []


async def test_an_employers_pass_waits_for_its_publicity(world: World, blobs: Blobs) -> None:
    office, case = employer(), await world.a_case()
    task, browser = await case.task(office), world.browser(office)
    await examine(browser, task)
    await publicise(world, browser, task)
    await decide(browser, task, **passing(office))
    await case.sealed(task, case.manifest[-1].sha256)
    await _go_back(world, task)
    await world.rows("update publicities set is_over = false, recorded_at = null where task_id = $1", task.id)
    assert await _found(world, blobs) == []
    await world.rows("update publicities set is_over = true where task_id = $1", task.id)
    assert await _found(world, blobs) == [task.id]
    assert await _verdicts(world, case) == ["passed"]


@pytest.mark.parametrize("is_changed", [False, True])
async def test_a_section_that_the_store_has_lost_is_what_it_was_or_is_none(
    world: World, settings_of: SettingsOf, *, is_changed: bool
) -> None:
    office, case = department(), await world.a_case()
    task, browser, previous = await case.task(office), world.browser(office), case.manifest[-1].sha256
    await examine(browser, task)
    await decide(browser, task, **passing(office))
    ref = await case.sealed(task, previous)
    if is_changed:
        await world.rows("update decisions set opinion = opinion || '。' where task_id = $1", task.id)
    settings = settings_of("review")
    file = CaseFile(Blobs(settings), FieldCipher(settings.case_keys.get_secret_value()), "review")
    cipher, calendar = world.app.state.cipher, Workdays(settings.calendar_years)
    assert await seal_again(world.pool, cipher, calendar, file, ref, previous) is not is_changed
    assert not await seal_again(world.pool, cipher, calendar, file, replace(ref, sha256="0" * 64), previous)


async def _verdicts(world: World, case: Case) -> list[object]:
    query = "select verdict from decisions d join tasks t on t.id = d.task_id where t.application_id = $1"
    return [row["verdict"] for row in await world.rows(query, case.id)]
