"""Gray failures: nothing dies, yet something does not work. No application is lost, doubled or stuck."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager

import pytest

from deploy.demo.journey import Journey
from deploy.local.services import SERVICES
from deploy.local.stack import Stack
from kit.process import together
from tests.chaos import invariants
from tests.chaos.clocks import need_wrong_clocks, wrong
from tests.chaos.disks import full, need_slow_disks, need_small_disks, slow, small
from tests.chaos.faults import Fault, World, frozen, leaderless, undelivered
from tests.chaos.steps import AT_WORK, DEPARTMENT, PAY, PHOTO, START, SUBMIT
from tests.chaos.walk import Walk, a_cast

pytestmark = [pytest.mark.chaos, pytest.mark.stack]

STUCK_SECONDS = 600.0
SHORTLY_SECONDS = 5.0
PAYING_SECONDS = 10.0
# Those that stand still at the same time, each with an application that needs it.
TOGETHER = {
    **{server: (server,) for server in ("postgres", "temporal", "seaweed", "gateway")},
    "broker": ("rabbitmq", "epmd"),
    "outside": ("payment_channel", "sms_centre", "openid_provider", "registers", "workflows.codec"),
    **{f"{role}s": tuple(f"{one}.{role}" for one in SERVICES) for role in ("api", "worker", "relay")},
    "workflows": ("workflows.worker", "workflows.intake"),
}
WITH_DISKS = {
    "postgres": (SUBMIT, DEPARTMENT),
    "rabbitmq": (SUBMIT, DEPARTMENT),
    "temporal": (SUBMIT, DEPARTMENT),
    "seaweed": (PHOTO, SUBMIT),
}
WRONG = {
    "identity.api": ("+10m", "-10m"),
    "identity.relay": ("-10m",),
    "review.api": ("+10m", "-10m"),
    "payment.api": ("+10m",),
    "documents.worker": ("-10m",),
    "workflows.worker": ("+10m",),
}


async def go_through(world: World, faults: Sequence[Fault], steps: Sequence[str]) -> None:
    """Bring an application before each of the steps, take them all while everything is wrong, and go on."""
    with without_errors(world.stack):
        async with asyncio.timeout(STUCK_SECONDS), AsyncExitStack() as opened:
            journeys = [
                await opened.enter_async_context(await Journey.begin(world.house, a_cast())) for _ in steps
            ]
            walks = [Walk(journey) for journey in journeys]
            await together(*(walk.up_to(step) for walk, step in zip(walks, steps, strict=True)))
            async with AsyncExitStack() as wrong_now:
                for fault in faults:
                    await wrong_now.enter_async_context(fault(world))
                await together(*(walk.step() for walk in walks))
            await together(*(walk.rest() for walk in walks))
            await invariants.hold(world, journeys)


@contextmanager
def without_errors(stack: Stack) -> Iterator[None]:
    """Nobody is answered 500 meanwhile, and nothing unforeseen is raised where people are answered."""
    log = stack.site.log
    before = log.stat().st_size
    yield
    with log.open("rb") as file:
        file.seek(before if log.stat().st_size >= before else 0)
        assert [line for line in file if b"request_failed" in line or b" status=500" in line] == []


@pytest.mark.smoke
async def test_stands_still_shortly(world: World) -> None:
    worker = "declaration.worker"
    await go_through(world, [frozen(worker, SHORTLY_SECONDS)], AT_WORK[worker][:1])


@pytest.mark.parametrize("names", TOGETHER.values(), ids=TOGETHER.keys())
async def test_stands_still_for_a_minute(world: World, names: tuple[str, ...]) -> None:
    steps = AT_WORK[names[0]] if len(names) == 1 else [AT_WORK[name][0] for name in names]
    await go_through(world, [frozen(name) for name in names], steps)


@pytest.mark.smoke
def test_everything_stands_still_once(stack: Stack) -> None:
    assert sorted(name for names in TOGETHER.values() for name in names) == sorted(stack.kinds())


async def test_the_broker_accepts_and_does_not_deliver(world: World) -> None:
    await go_through(world, [undelivered()], (SUBMIT, DEPARTMENT))


async def test_a_queue_has_no_leader(world: World) -> None:
    await go_through(world, [leaderless("workflows.events")], (DEPARTMENT, PAY))


@pytest.mark.parametrize("server", WITH_DISKS)
async def test_a_disk_is_full(world: World, server: str) -> None:
    need_small_disks()
    with small(world.stack, server) as folder:
        await go_through(world, [full(folder)], WITH_DISKS[server])
    # It has been stopped and started: what it wrote while the disk was full can be read again.
    await go_through(world, [], WITH_DISKS[server][:1])


async def test_all_disks_are_slow(world: World) -> None:
    need_slow_disks()
    await go_through(world, [slow(*WITH_DISKS)], (PHOTO, SUBMIT, DEPARTMENT, PAY))


@pytest.mark.parametrize(
    ("name", "offset"), [(name, offset) for name, offsets in WRONG.items() for offset in offsets]
)
async def test_a_clock_is_wrong(world: World, name: str, offset: str) -> None:
    """What the wrong clock keeps from being paid is paid when it is right again.

    Who is not signed in yet waits for that: codes of authenticators and short links are of one time.
    """
    need_wrong_clocks()
    with without_errors(world.stack):
        async with asyncio.timeout(STUCK_SECONDS), await Journey.begin(world.house, a_cast()) as journey:
            walk = Walk(journey)
            await walk.up_to(START)
            for office in journey.officials:
                await journey.at(office)
            async with wrong(name, offset)(world):
                await walk.up_to(PAY)
                rest = asyncio.create_task(walk.rest())
                await asyncio.sleep(PAYING_SECONDS)
            await rest
            await invariants.hold(world, [journey])
