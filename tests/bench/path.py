"""Whole applications by pages: their people press every button, all services run as they would."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from statistics import mean

import psutil
from temporalio.client import Client

from contracts.application import workflow_id
from deploy.demo.house import ADMIN, House
from deploy.demo.journey import Journey
from deploy.demo.people import Administrator, Official
from deploy.demo.units import STANDING, Seat
from deploy.demo.visitor import Visitor
from deploy.local.stack import Stack
from kit.process import together
from kit.session import Session, public_keys, read_token
from tests.bench.engine import history
from tests.bench.measures import Samples
from tests.chaos.books import rows
from tests.chaos.walk import a_cast

JOIN_SIDE_BY_SIDE = 4
NEXT_TASK = """
    select extract(epoch from next.created_at - decision.created_at)::float as seconds
    from decisions as decision
    join tasks as decided on decided.id = decision.task_id
    join lateral (
        select created_at from tasks as task
        where task.application_id = decided.application_id and task.created_at > decided.created_at
        order by task.created_at limit 1
    ) as next on true
    where decided.application_id = any($1)
    """


class Case(Journey):
    """Offices and the administrator sign in once, not for every application."""

    def __init__(self, house: House, client: Client, staff: "Staff") -> None:
        super().__init__(house, a_cast(), client)
        self.admin, self.officials = staff.admin, staff.officials

    async def approve(self) -> None:
        await self.admin.approve(self.cast.employer_name)

    async def office_decides(self, office: str, verdict: str = "passed") -> None:
        official = self.officials[office]
        task = await official.task(self.cast.applicant_name)
        await official.examine(task)
        await official.decide(task, verdict)


class Staff:
    """Those who work for all applications."""

    def __init__(self, house: House) -> None:
        self.admin = Administrator(house.url)
        self.officials = {office: Official(house.url) for _, office in STANDING}

    async def sign_in(self, house: House) -> None:
        await self.admin.sign_in(ADMIN, house.password(ADMIN))
        for (city, office), official in zip(STANDING, self.officials.values(), strict=True):
            login = Seat(city, office).login
            await official.sign_in(login, house.password(login))


@dataclass
class Crowd:
    """What some applications side by side took."""

    applications: int
    seconds: float = 0.0
    work: dict[str, float] = field(default_factory=dict)  # seconds of a processor
    events: float = 0.0
    handovers: Samples = field(default_factory=Samples)

    @property
    def per_second(self) -> float:
        return self.applications / self.seconds


@asynccontextmanager
async def joined(house: House, number: int) -> AsyncIterator[list[Case]]:
    """People who have joined already."""
    turn = asyncio.Semaphore(JOIN_SIDE_BY_SIDE)

    async def join(journey: Journey) -> None:
        async with turn:
            await journey.go(journey.joining())

    staff, client = Staff(house), await house.temporal()
    await staff.sign_in(house)
    async with AsyncExitStack() as opened:
        journeys = [await opened.enter_async_context(Case(house, client, staff)) for _ in range(number)]
        await together(*(join(journey) for journey in journeys))
        yield journeys


async def to_the_end(stack: Stack, journeys: list[Case]) -> Crowd:
    """From 马上申报 to the printed form, all at once."""
    crowd = Crowd(len(journeys))
    ours, theirs, began = psutil.Process(), _work(stack), time.perf_counter()
    people = sum(ours.cpu_times()[:2])
    await together(*(_go(journey) for journey in journeys))
    crowd.seconds = time.perf_counter() - began
    crowd.work = {name: seconds - theirs.get(name, 0) for name, seconds in _work(stack).items()}
    crowd.work["people"] = sum(ours.cpu_times()[:2]) - people
    ids = [journey.application_id for journey in journeys]
    crowd.handovers = Samples([row["seconds"] for row in await rows(stack, "review", NEXT_TASK, ids)])
    crowd.events = mean([await _events(journey) for journey in journeys])
    return crowd


async def _go(journey: Journey) -> None:
    await journey.go([*journey.declaring(), *journey.examining(), *journey.reviewing(), *journey.finishing()])


async def _events(journey: Journey) -> int:
    return len(await history(journey.client, workflow_id(journey.application_id)))


def session_of(house: House, visitor: Visitor) -> Session:
    """Who this browser has signed in as."""
    session = read_token(visitor.session, public_keys(house.variables["ARCHIVE_SESSION_KEYS"]))
    if session is None:
        raise AssertionError("nobody has signed in")
    return session


def _work(stack: Stack) -> dict[str, float]:
    """Seconds of a processor that each process of the stack has had, its children's included."""
    return {name: sum(_times(process)) for name, (_, process) in stack.lives()}


def _times(process: psutil.Process) -> Iterator[float]:
    for one in (process, *process.children(recursive=True)):
        try:
            yield sum(one.cpu_times()[:4])
        except psutil.Error:
            continue
