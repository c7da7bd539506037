"""When the clock of a case really ends its deadlines, where working days are no weekdays.

The days are those of the announced years, the ledger that computes is the real one, and so is the workflow.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from contracts.application import Status, Verdict
from contracts.case import Duty, Role
from contracts.clock import DeadlineChanged, DeadlineKind, Hold, HoldKind
from contracts.results import ResultPublished
from kit.clock import SHANGHAI
from kit.ids import new_id
from kit.temporal import data_converter
from tests.unit.services.declaration.plans import a_plan
from tests.workflow.conftest import KEYS, environment
from tests.workflow.fakes import STAGES, World
from tests.workflow.ledger import Declaration, Ledger, services
from tests.workflow.life import Life
from tests.workflow.serving import serving
from workflows.application.rows import Event, Note
from workflows.application.table import ON_ITS_WAY
from workflows.application.workflow import SPREAD_SECONDS, Application

pytestmark = pytest.mark.asyncio(loop_scope="module")

# The clock of the server runs while something is done: a busy machine is a few seconds late, and never early.
LATE = timedelta(seconds=30)
SUBMISSION, PUBLICITY, RESULT, RESUBMISSION, PAYMENT, GRACE = (
    DeadlineKind.SUBMISSION,
    DeadlineKind.PUBLICITY,
    DeadlineKind.RESULT_PUBLICITY,
    DeadlineKind.RESUBMISSION,
    DeadlineKind.PAYMENT,
    DeadlineKind.GRACE,
)
YEAR_2061 = """
year = 2061
source = "试验用"
holiday = [
  {name = "元旦", from = 2061-01-01, to = 2061-01-03},
  {name = "春节", from = 2061-01-20, to = 2061-01-28},
  {name = "清明节", from = 2061-04-03, to = 2061-04-05},
  {name = "劳动节", from = 2061-05-01, to = 2061-05-05},
  {name = "端午节", from = 2061-06-20, to = 2061-06-24},
  {name = "中秋节、国庆节", from = 2061-09-26, to = 2061-10-08},
]
"""


@dataclass(frozen=True)
class Announced:
    """A year that was unknown when the deadline began is announced, and deadlines are computed anew."""

    at: str
    year: int
    arrangement: str = ""

    async def happens(self, test: "Test") -> None:
        test.kept.announce(self.year, self.arrangement)
        changed = await test.kept.recompute(moment(self.at))
        assert changed
        await test.life.change_deadline(
            DeadlineChanged(
                id=changed.id,
                about=changed.about,
                at=changed.at,
                application_id=changed.application_id,
                deadline_id=changed.deadline_id,
                due_at=test.declaration.server_time(changed.due_at),
                is_provisional=changed.is_provisional,
                number=changed.number,
            )
        )


@dataclass(frozen=True)
class Held:
    """From here on nothing runs."""

    at: str

    async def happens(self, test: "Test") -> None:
        since = test.declaration.server_time(moment(self.at))
        await test.life.hold(1, Hold(id=new_id(), kind=HoldKind.OUTAGE, since=since))


@dataclass(frozen=True)
class Released:
    at: str

    async def happens(self, test: "Test") -> None:
        await test.life.hold(2)


@dataclass(frozen=True)
class Row:
    """A deadline of this kind begins; the second, in Shanghai, at which the clock has to end it."""

    kind: DeadlineKind
    begins: str
    ends: str
    why: str
    plan: Mapping[str, object] = field(default_factory=dict)
    unknown: tuple[int, ...] = ()
    then: tuple[Announced | Held | Released, ...] = ()
    reminds: tuple[str, ...] = ()

    @property
    def ends_at_once(self) -> bool:
        """Whether no clock is waited for: what happened last says that it should be over."""
        return bool(self.then) and self.then[-1].at == self.ends


TABLE = [
    Row(PUBLICITY, "2022-01-28 20:00", "2022-02-10 00:00", "a Friday evening; the weekend is worked"),
    Row(PUBLICITY, "2022-09-30 17:00", "2022-10-13 00:00", "the last moment before National Day"),
    Row(PUBLICITY, "2022-09-28 23:59:59", "2022-10-11 00:00", "the last second of a day"),
    Row(PUBLICITY, "2022-09-29 00:00:00", "2022-10-12 00:00", "the first instant of a day"),
    Row(PUBLICITY, "2023-12-28 10:00", "2024-01-06 00:00", "over the year's end"),
    Row(PUBLICITY, "2022-12-22 10:00", "2023-02-02 00:00", "into a year not announced", unknown=(2023,)),
    Row(
        PUBLICITY, "2022-12-22 10:00", "2022-12-30 00:00", "announced while it runs: earlier",
        unknown=(2023,), then=(Announced("2022-12-26 10:00", 2023),),
    ),
    Row(
        PUBLICITY, "2022-12-22 10:00", "2023-01-10 10:00", "announced when it should be over: at once",
        unknown=(2023,), then=(Announced("2023-01-10 10:00", 2023),),
    ),
    Row(
        PUBLICITY, "2022-09-28 10:00", "2022-10-13 00:00", "held over National Day: one day is used",
        then=(Held("2022-09-30 10:00"), Released("2022-10-08 10:00")),
    ),
    Row(
        PUBLICITY, "2022-12-22 10:00", "2023-01-06 00:00", "held while the year is announced: two are used",
        unknown=(2023,),
        then=(Held("2022-12-27 10:00"), Announced("2022-12-28 10:00", 2023), Released("2023-01-02 10:00")),
    ),
    Row(RESULT, "2026-02-13 19:30", "2026-02-28 00:00", "Spring Festival; the Saturday before it is worked"),
    Row(
        RESULT, "2022-12-29 10:00", "2023-01-07 00:00", "announced while it runs: earlier",
        unknown=(2023,), then=(Announced("2023-01-03 10:00", 2023),),
    ),
    Row(RESUBMISSION, "2022-09-21 10:00", "2022-10-09 00:00", "to a Saturday that is worked"),
    Row(
        RESUBMISSION, "2061-09-16 10:00", "2061-10-11 00:00", "its last day turns out to be off: later",
        then=(Announced("2061-09-20 10:00", 2061, YEAR_2061),),
    ),
    Row(
        RESUBMISSION, "2023-09-26 10:00", "2023-10-10 00:00", "a worked Saturday turns up: as told",
        unknown=(2023,), then=(Announced("2023-09-28 10:00", 2023),),
    ),
    Row(
        RESUBMISSION, "2022-09-22 10:00", "2022-10-14 00:00", "held over National Day: seven days are used",
        then=(Held("2022-09-30 10:00"), Released("2022-10-10 10:00")),
    ),
    Row(
        PAYMENT, "2026-09-18 23:59:59", "2026-10-08 17:00", "on from a day off, to the plan's time of day",
        plan={"payment_at": time(17)},
        reminds=("2026-10-05 09:00", "2026-10-07 09:00"),
    ),
    Row(
        PAYMENT, "2026-09-18 10:00", "2026-10-04 00:00", "a plan that lets it end on a day off",
        plan={"ends_on_days_off": "最后一天是节假日的不顺延"},
        reminds=("2026-09-30 09:00", "2026-10-02 09:00"),
    ),
    Row(
        SUBMISSION, "2022-12-01 10:00", "2023-01-03 17:00", "held; then the year of its end is announced",
        plan={"closes_on": date(2022, 12, 20)}, unknown=(2023,),
        then=(Held("2022-12-10 10:00"), Released("2022-12-21 10:00"), Announced("2022-12-28 10:00", 2023)),
    ),
    Row(GRACE, "2026-09-03 00:00", "2026-10-09 00:00", "the grace ends on a working day, too"),
]  # fmt: skip


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Test:
    """One case, the ledger that computes for it, and its days on the server's clock."""

    __test__ = False

    life: Life
    kept: Ledger
    declaration: Declaration

    async def until(self, at: datetime) -> None:
        await self.life.env.sleep(self.declaration.server_time(at) - await self.life.env.get_current_time())

    def moments(self, event: str) -> list[datetime]:
        told = [move.at for move in self.life.world.progress if move.event == event]
        return [self.declaration.case_time(at).astimezone(SHANGHAI) for at in told]


# How a case comes where the deadline begins, and the event with which the clock ends it.


async def drafting(life: Life) -> None:
    await life.until_told(Status.DRAFTING)


async def publicising(life: Life) -> None:
    await life.submit()
    await life.post(await life.until_open("employer"))
    await life.until_told(Status.PUBLICISING)


async def returned(life: Life) -> None:
    await life.submit()
    await life.decide(await life.until_open("committee"), Verdict.RETURNED)
    await life.until_told(Status.RETURNED)


async def accepted(life: Life) -> None:
    await life.submit()
    await life.decide(await life.until_open("committee"))
    await life.until_told(Status.AWAITING_PAYMENT)


async def published(life: Life) -> None:
    await life.submit()
    await life.decide(await life.until_open("committee"))
    await life.until_told(Status.RESULT_PENDING)
    await life.tell(ResultPublished.topic, life.world.releases[-1].id)
    await life.until_told(Status.RESULT_PUBLICISING)


async def missed(life: Life) -> None:
    await life.until_closed(timedelta(minutes=10))
    await life.until_told(Status.MISSED)


@dataclass(frozen=True)
class Way:
    comes: Callable[[Life], Awaitable[None]]
    ends: str
    duties: tuple[Duty, ...] = ()  # of the one office on the way
    lingers: timedelta = timedelta()


WAYS = {
    SUBMISSION: Way(drafting, Event.MISSED, (), ON_ITS_WAY),
    PUBLICITY: Way(publicising, Event.PERIOD_OVER),
    RESULT: Way(published, Event.RESULT_STANDS, (Duty.EXAMINE, Duty.ACCEPT, Duty.PUBLISH_RESULTS)),
    RESUBMISSION: Way(returned, Event.MISSED, (Duty.EXAMINE,), ON_ITS_WAY),
    PAYMENT: Way(accepted, Event.FEE_LAPSED, (Duty.EXAMINE, Duty.ACCEPT, Duty.CHARGE)),
    GRACE: Way(missed, Note.CLOSED),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def env() -> AsyncIterator[WorkflowEnvironment]:
    """One server for the whole table: its clock runs on from row to row."""
    async with environment(data_converter(KEYS)) as env:
        yield env


@pytest.mark.rule("E4.5")
@pytest.mark.rule("A9.2")
@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.kind}: {row.why}")
async def test_the_clock_ends_it_at_this_second(
    env: WorkflowEnvironment, row: Row, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    way, world = WAYS[row.kind], World()
    world.stages = (("committee", Role.COMMITTEE, way.duties),) if way.duties else STAGES[:1]
    kept = Ledger(a_plan(**row.plan), tmp_path)
    kept.take_the_place_of_the_store(monkeypatch)
    for year in row.unknown:
        kept.forget(year)
    declaration = Declaration(world, kept, row.kind, moment(row.begins))
    async with serving(env, [Application], services(world, declaration).items()):
        life = await Life.begin(env, world)
        try:
            await way.comes(life)
            test = Test(life, kept, declaration)
            for step in row.then:
                await test.until(moment(step.at))
                await step.happens(test)
            due = moment(row.ends)
            if not row.ends_at_once:
                due += way.lingers + timedelta(seconds=life.start.application_id.int % SPREAD_SECONDS)
            await test.until(due + LATE)
            await life.until_so(lambda move: move.event == way.ends)
        finally:
            await end(life)
    (ended,) = test.moments(way.ends)
    assert due <= ended < due + LATE
    reminded = test.moments(Note.REMINDED)
    assert len(reminded) == len(row.reminds)
    assert all(
        timedelta() <= at - moment(when) < LATE for at, when in zip(reminded, row.reminds, strict=True)
    )


async def end(life: Life) -> None:
    """Nothing of it is left on the server when the next begins."""
    try:
        await life.handle.terminate()
    except RPCError:
        return
