"""Record histories of whole lives for the replay tests: `make histories`.

They are recorded without encryption, with fixed ids, so that a reviewer sees what changed in behaviour.
"""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from pydantic_core import to_jsonable_python
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter

from contracts.application import Status, Verdict
from contracts.candidates import Judged
from contracts.case import Duty
from contracts.offices import DeskFilled
from contracts.refusal import RefusalHeld
from contracts.remedies import Act
from contracts.rereview import Finding, ReReviewAnswered, ReReviewAsked
from contracts.results import Outcome, ResultPublished
from contracts.season import SeasonChanged
from kit.clock import end_of
from kit.ids import new_id
from tests.workflow.conftest import environment, workers
from tests.workflow.desks import Room, desk, filled, handle, until
from tests.workflow.erasing import House, ask, keepers
from tests.workflow.fakes import STAGES, World
from tests.workflow.life import Life, preview
from tests.workflow.refusals import Desk as Refused
from tests.workflow.refusals import desk as review_desk
from tests.workflow.refusals import ended, held_now
from tests.workflow.refusals import handle as refusal_handle
from tests.workflow.remedies import Desks, acting
from tests.workflow.remedies import begin as begin_act
from tests.workflow.seasons import a_calendar, changed, seasons
from tests.workflow.seasons import handle as season_handle
from tests.workflow.surveys import Operations, surveyed
from tests.workflow.terms import Register, begin, clerks, last_day
from workflows.intake import hear

FOLDER = Path(__file__).parent / "histories"


async def accepted(life: Life) -> None:
    await life.through_employer()
    await life.through_offices()
    await life.pay()
    await life.handle.result()


async def returned_and_accepted(life: Life) -> None:
    await life.through_employer()
    await life.decide(await life.until_open("department"), Verdict.RETURNED)
    await life.until_told(Status.RETURNED)
    life.world.public = "changed"
    await life.through_employer()
    await life.through_offices()
    await life.pay()
    await life.handle.result()


async def unpaid(life: Life) -> None:
    await life.through_employer()
    await life.through_offices()
    await life.handle.result()


async def withdrawn(life: Life) -> None:
    await life.submit()
    await life.until_open("employer")
    await life.withdraw()
    await life.handle.result()


async def missed_and_reinstated(life: Life) -> None:
    await life.until_told(Status.DRAFTING)
    await life.pass_days(61)
    await life.until_told(Status.MISSED)
    await life.reinstate()
    await life.until_told(Status.DRAFTING)
    await life.withdraw()
    await life.handle.result()


async def held(life: Life) -> None:
    await life.submit()
    await life.post(await life.until_open("employer"))
    await life.until_told(Status.PUBLICISING)
    await life.hold(1, life.a_hold())
    await life.until_so(lambda move: move.event == "held")
    await life.pass_days(9)
    await life.hold(2)
    await life.until_so(lambda move: move.event == "released")
    await life.pass_days(9)
    await life.until_told(Status.PUBLICISED)
    await life.withdraw()
    await life.handle.result()


async def re_reviewed(life: Life) -> None:
    """Not elected, set aside, and elected by another meeting."""
    stage, role, duties = STAGES[-1]
    life.world.stages = (STAGES[0], (stage, role, (*duties, Duty.MEET, Duty.PUBLISH_RESULTS)))
    await life.through_employer()
    await life.decide(await life.until_open(stage))
    await life.pay()
    await life.until_told(Status.AWAITING_MEETING)
    await life.tell(Judged.topic, life.world.candidates[-1].id, Outcome.NOT_ELECTED)
    await life.until_told(Status.NOT_ELECTED)
    re_review = list(life.world.deadlines)[-1]
    await life.tell(ReReviewAsked.topic, re_review)
    await life.until_told(Status.RE_REVIEWING)
    await life.tell(ReReviewAnswered.topic, re_review, Finding.SET_ASIDE)
    await life.until_told(Status.AWAITING_MEETING)
    await life.tell(Judged.topic, life.world.candidates[-1].id, Outcome.ELECTED)
    await life.until_told(Status.RESULT_PENDING)
    await life.tell(ResultPublished.topic, life.world.releases[-1].id)
    await life.handle.result()


LIVES: tuple[Callable[[Life], Awaitable[None]], ...] = (
    accepted,
    returned_and_accepted,
    unpaid,
    withdrawn,
    missed_and_reinstated,
    held,
    re_reviewed,
)


async def record() -> None:
    for path in FOLDER.glob("*.json"):
        path.unlink()
    for live in LIVES:
        async with AsyncExitStack() as stack:
            env = await stack.enter_async_context(environment(pydantic_data_converter))
            world = World()
            await stack.enter_async_context(workers(env, world))
            life = await Life.begin(env, world)
            await live(life)
            for number, history in enumerate(await life.histories(), 1):
                write(f"{live.__name__}_{number}", history)
    await record_preview()
    await record_term()
    await record_erasure()
    await record_desk()
    await record_due_desk()
    await record_season()
    await record_refusal()
    await record_survey()
    await record_remedy()


async def record_preview() -> None:
    async with environment(pydantic_data_converter) as env, workers(env, World()):
        handle = await preview(env)
        await handle.result()
        write("preview", await handle.fetch_history())


async def record_erasure() -> None:
    async with environment(pydantic_data_converter) as env, keepers(env, House()):
        handle = await ask(env)
        await handle.result()
        write("erased", await handle.fetch_history())


async def record_term() -> None:
    async with environment(pydantic_data_converter) as env:
        register = Register(valid_until=await last_day(env, 365))
        async with clerks(env, register):
            handle = await begin(env, register.valid_until)
            await handle.result()
            write("term_ended", await handle.fetch_history())


async def record_season() -> None:
    async with environment(pydantic_data_converter) as env:
        calendar = await a_calendar(env)
        async with seasons(env, calendar):
            event = changed(await env.get_current_time())
            await hear(env.client)(SeasonChanged.topic, to_jsonable_python(event))
            await env.sleep(calendar.closes_at + timedelta(minutes=1) - await env.get_current_time())
            write("season", await season_handle(env).fetch_history())


async def record_desk() -> None:
    room = Room()
    async with environment(pydantic_data_converter) as env, desk(env, room):
        room.cases, room.filled_at = 1, await until(env, 4, 10)
        await hear(env.client)(DeskFilled.topic, to_jsonable_python(filled(room.filled_at)))
        await until(env, 1, 10)
        room.cases, room.filled_at = 0, None
        await until(env, 2, 10)
        write("desk", await handle(env).fetch_history())


async def record_due_desk() -> None:
    """Cases that are due soon, on the day, and late."""
    room = Room()
    async with environment(pydantic_data_converter) as env, desk(env, room):
        room.cases, room.filled_at = 2, await until(env, 0, 10)
        wednesday = end_of(room.filled_at.date() + timedelta(days=2))
        room.due_at = (wednesday, wednesday + timedelta(days=7))
        await hear(env.client)(DeskFilled.topic, to_jsonable_python(filled(room.filled_at)))
        await until(env, 4, 10)
        room.cases, room.filled_at = 0, None
        await until(env, 0, 10)
        write("due_desk", await handle(env).fetch_history())


async def record_refusal() -> None:
    async with environment(pydantic_data_converter) as env, review_desk(env, Refused()):
        event = await held_now(env)
        await hear(env.client)(RefusalHeld.topic, to_jsonable_python(event))
        await ended(env, event)
        write("refusal_told", await refusal_handle(env, event).fetch_history())


async def record_survey() -> None:
    async with environment(pydantic_data_converter) as env:
        handle = await surveyed(env, Operations())
        write("survey", await handle.fetch_history())


async def record_remedy() -> None:
    """One case is told again, another refuses."""
    desks, cases = Desks(), [new_id() for _ in range(2)]
    desks.refused = {cases[1]}
    async with environment(pydantic_data_converter) as env, acting(env, desks):
        handle = await begin_act(env, Act.NUDGE, *cases)
        await handle.result()
        write("remedy", await handle.fetch_history())


def write(name: str, history: WorkflowHistory) -> None:
    path = FOLDER / f"{name}.json"
    path.write_text(
        json.dumps(json.loads(history.to_json()), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    print(f"{path.name}: {len(history.events)} events")


if __name__ == "__main__":
    asyncio.run(record())
    sys.stdout.flush()
    os._exit(0)  # the Temporal SDK may crash while the interpreter tidies up
