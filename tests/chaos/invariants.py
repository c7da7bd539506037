"""What must be true of an application that has arrived, whatever happened on its way."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import httpx2
from temporalio.client import WorkflowExecutionStatus

from contracts.application import workflow_id
from contracts.notification import Template
from deploy.demo.journey import Journey
from tests.chaos.books import paid_at_channel, queued, rows, unsent
from tests.chaos.faults import World
from tests.e2e.evidence import verify
from workflows.application.workflow import Application

SETTLING_SECONDS = 30.0
DESK = "现有"  # so many of what: in each message about a desk, and in no other
PRINTED = (
    *("drafting", "examining", "publicising", "publicised", "reviewing", "reviewing", "reviewing"),
    *("awaiting_payment", "paid", "form_issued", "handing_in"),
)
VOTED = (*PRINTED, "handed_in", "awaiting_meeting")
TOLD = (
    *(Template.MOBILE_CODE, Template.ARCHIVE_VERIFIED),
    *(Template.FEE_DUE, Template.FEE_PAID, Template.FORM_READY),
)


@dataclass(frozen=True)
class End:
    """Where an application has come to: by which way, what its person was told, and what is sealed last."""

    way: tuple[str, ...]
    told: tuple[Template, ...]
    section: str
    is_over: bool = False

    def reminded(self, times: int) -> "End":
        """Each reminder of the fee is a line of the way, and a message."""
        paying = self.way.index("awaiting_payment")
        way = (*self.way[:paying], *["awaiting_payment"] * times, *self.way[paying:])
        return replace(self, way=way, told=(*self.told, *[Template.FEE_REMINDER] * times))


SENIOR = (
    *("drafting", "examining", "publicising", "publicised", "reviewing", "reviewing", "reviewing"),
    *("awaiting_meeting", "recommending", "reviewing", "awaiting_payment", "paid", "form_issued"),
    *("handing_in", "handed_in", "awaiting_meeting", "result_pending", "result_publicising", "titled"),
)
WITH_THE_FORM = End(PRINTED, TOLD, "review-form")
WITH_THE_TITLE = End(
    (*VOTED, "result_pending", "result_publicising", "titled"),
    (*TOLD, Template.PAPERS_RECEIVED, Template.TITLED),
    "result-1-committee",
    is_over=True,
)
WITH_THE_SENIOR_TITLE = replace(WITH_THE_TITLE, way=SENIOR, section="result-1-senior-committee")
WITHOUT_IT = End(
    (*VOTED, "not_elected"),
    (*TOLD, Template.PAPERS_RECEIVED, Template.NOT_ELECTED),
    "result-1-committee",
    is_over=True,  # the plan sets no days for a re-review
)


async def hold(world: World, journeys: Sequence[Journey], end: End = WITH_THE_FORM) -> None:
    """All of them, for each of these applications and for the house."""
    for journey in journeys:
        for invariant in OF_AN_APPLICATION:
            await soon(partial(invariant, world, journey, end))
    for invariant_of_house in OF_THE_HOUSE:
        await soon(partial(invariant_of_house, world))


async def soon(holds: Callable[[], Awaitable[None]]) -> None:
    """What is still on its way may arrive; what is wrong stays wrong."""
    for _ in range(int(SETTLING_SECONDS)):
        try:
            return await holds()
        except AssertionError:
            await asyncio.sleep(1)
    return await holds()


async def workflow_is_where_it_belongs(_: World, journey: Journey, end: End) -> None:
    """It waits for what comes next, or has ended."""
    handle = journey.client.get_workflow_handle(workflow_id(journey.application_id))
    status = WorkflowExecutionStatus.COMPLETED if end.is_over else WorkflowExecutionStatus.RUNNING
    assert (await handle.describe()).status is status
    assert (await handle.query(Application.case)).status == end.way[-1]


async def timeline_is_gapless(world: World, journey: Journey, end: End) -> None:
    way = list(end.way)
    query = "select position, status from moves where declaration_id = $1 order by position"
    moves = await rows(world.stack, "declaration", query, journey.application_id)
    assert [move["position"] for move in moves] == list(range(1, len(way) + 1))
    assert [move["status"] for move in moves] == way
    query = "select id, status, position from declarations where person_id = $1"
    known = await rows(world.stack, "declaration", query, await person(world, journey))
    assert known == [{"id": journey.application_id, "status": way[-1], "position": len(way)}]


async def each_task_is_decided_once(world: World, journey: Journey, end: End) -> None:
    """The employer's, and that of each office."""
    query = """
        select task.stage, task.state, count(decision.id) as decisions
        from tasks as task left join decisions as decision on decision.task_id = task.id
        where task.application_id = $1 group by task.id order by task.opened_at
        """
    tasks = await rows(world.stack, "review", query, journey.application_id)
    assert len(tasks) == 1 + end.way.count("reviewing")
    assert {(task["state"], task["decisions"]) for task in tasks} == {("decided", 1)}
    query = "select task_id, event from timeline where application_id = $1"
    events = Counter(map(str, await rows(world.stack, "review", query, journey.application_id)))
    assert set(events.values()) == {1}, events


async def fee_is_paid_once(world: World, journey: Journey, _: End) -> None:
    query = "select id, state from orders where application_id = $1"
    orders = await rows(world.stack, "payment", query, journey.application_id)
    assert [order["state"] for order in orders] == ["paid"]
    query = "select transaction_id, refund_reason from payments where order_id = $1"
    payments = await rows(world.stack, "payment", query, orders[0]["id"])
    assert len(payments) == 1
    assert payments[0]["refund_reason"] is None
    query = "select id from charges where order_id = $1"
    charges = await rows(world.stack, "payment", query, orders[0]["id"])
    trades = paid_at_channel(world.stack, {str(charge["id"]) for charge in charges})
    assert trades == [payments[0]["transaction_id"]]


async def each_message_arrives_once(world: World, journey: Journey, end: End) -> None:
    expected = Counter(end.told)
    query = "select template, state from messages where recipient_id = $1"
    messages = await rows(world.stack, "notification", query, await person(world, journey))
    assert Counter(message["template"] for message in messages) == expected
    assert {message["state"] for message in messages} == {"delivered"}
    clerks = Counter([Template.MOBILE_CODE, Template.EMPLOYER_APPROVED])
    for mobile, told in ((journey.cast.applicant_mobile, expected), (journey.cast.clerk_mobile, clerks)):
        async with httpx2.AsyncClient(base_url=world.house.sms_url) as client:
            sent = (await client.get("/messages", params={"mobile": mobile})).json()
        # What waits at a desk is told by the hour of the day, and of many cases at once.
        texts = [message["text"] for message in sent if DESK not in message["text"]]
        assert len(texts) == told.total()
        assert len(set(texts)) == len(told)


async def case_file_is_intact(world: World, journey: Journey, end: End) -> None:
    assert await asyncio.to_thread(verify, world.house, journey.application_id)
    query = "select sections from declarations where id = $1"
    (known,) = await rows(world.stack, "declaration", query, journey.application_id)
    assert end.section in str(known["sections"])
    assert (await journey.applicant.review_form(journey.application_id)).startswith(b"%PDF")


async def nobody_is_named_in_the_log(world: World, journey: Journey, _: End) -> None:
    told = await asyncio.to_thread(world.stack.site.log.read_text, encoding="utf-8", errors="replace")
    for secret in journey.cast.private:
        assert secret not in told


async def nothing_waits(world: World) -> None:
    assert await unsent(world.stack) == {}
    assert await queued(world.stack) == {}


async def everything_runs(world: World) -> None:
    away = [name for name in world.stack.names() if not world.stack.is_ready(name)]
    assert not away


async def person(world: World, journey: Journey) -> object:
    query = "select person_id from declarations where id = $1"
    (known,) = await rows(world.stack, "declaration", query, journey.application_id)
    return known["person_id"]


OF_AN_APPLICATION = (
    workflow_is_where_it_belongs,
    timeline_is_gapless,
    each_task_is_decided_once,
    fee_is_paid_once,
    each_message_arrives_once,
    case_file_is_intact,
    nobody_is_named_in_the_log,
)
OF_THE_HOUSE = (nothing_waits, everything_runs)
