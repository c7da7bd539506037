"""`make watch-drill`: whoever watches with a real Prometheus finds all that alerts and dashboards ask for.

Nothing fires while all is well, what breaks is told to whoever is called, and the end of it, too.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import pytest

from deploy.demo.journey import Journey
from tests.architecture.alerts import alerts, asked_for, dashboards, expressions
from tests.chaos import steps
from tests.chaos.faults import World, meanwhile, standing_still
from tests.chaos.prometheus import Labels, Watching, names, watching
from tests.chaos.walk import Walk, a_cast

pytestmark = [pytest.mark.chaos, pytest.mark.stack, pytest.mark.watched]

AGAIN_SECONDS = 1.0
PATIENCE_SECONDS = 240.0
CALLED_WHEN_SLOW = {"PagesSlow", "PapersSlow", "DecisionsArriveLate", "TasksWaitForWorkers"}
# What is rightly not there on a healthy stack that plays three cases.
BEGINS_LATER = (
    "it begins with its first event, and no alert that asks for it needs to see the first one alone"
)
COUNTED_TOO = "it begins with its first event; its alert counts series that were not there before, too"
RIGHTLY_AWAY = {
    "stuck_cases": "nothing is stuck",
    "stuck_oldest_seconds": "nothing is stuck",
    "timers_due": "no turn ends within a day",
    'messages{state="failed"}': "every message arrives",
    'messages{state="handed_over"}': "the centre sends its receipts at once",
    "paper_renderers_died_total": BEGINS_LATER,
    "payment_callbacks_refused_total": BEGINS_LATER,
    "payment_channel_unknown_keys_total": COUNTED_TOO,
    "payment_to_refund_total": COUNTED_TOO,
    "temporal_activity_execution_failed": BEGINS_LATER,
    "temporal_workflow_task_execution_failed": BEGINS_LATER,
}
# Panels that rightly show nothing there, besides those that ask for nothing else.
RIGHTLY_EMPTY = {
    "processes: Errors": "no answer is an error",
}


@pytest.mark.timeout(2400)
async def test_a_real_prometheus_finds_what_is_asked_for_and_tells_what_breaks(
    world: World, tmp_path: Path
) -> None:
    async with watching(world.stack.site, tmp_path) as seen, AsyncExitStack() as opened:
        for _ in range(2):  # what begins with its first event shows a rate from the second on
            journey = await opened.enter_async_context(await Journey.begin(world.house, a_cast()))
            for office in journey.stops:  # one where nobody has ever been is told as unattended
                await journey.at(office)
            await Walk(journey).rest()
            await journey.go(journey.electing())
        open_one, late = [
            Walk(await opened.enter_async_context(await Journey.begin(world.house, a_cast())))
            for _ in range(2)
        ]
        await open_one.up_to(steps.DEPARTMENT)
        await until(lambda: everything_is_asked(world, seen))
        await until(lambda: everything_is_there(seen))
        await until(lambda: quiet(seen))

        await late.up_to(steps.START)
        relay: set[tuple[str, str]] = {("ProcessDown", "declaration"), ("OutboxLags", "declaration")}
        async with told(seen, relay), meanwhile(late.step()), standing_still(world, "declaration.relay"):
            await until(lambda: exactly(seen, relay))
        engine = {("EventsWaitForTheWorld", "workflows.events")}
        async with told(seen, engine), meanwhile(open_one.step()), standing_still(world, "temporal"):
            await until(lambda: exactly(seen, engine))


async def until(missing: Callable[[], Awaitable[list[str]]]) -> None:
    """Wait until nothing is missing; whatever still is then is told."""
    found = ["nobody looked"]
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while found := await missing():
                await asyncio.sleep(AGAIN_SECONDS)
    assert not found, "\n".join(found)


async def everything_is_asked(world: World, seen: Watching) -> list[str]:
    """Every process of ours answers, its SDK too, and says which it is."""
    targets = await seen.targets()
    unwell = [f"{one['labels']}: {one['lastError']}" for one in targets if one["health"] != "up"]
    asked = {
        f"{one['labels'].get('program')}.{one['labels'].get('role')}"
        for one in targets
        if one["labels"]["job"] == "zhicheng"
    }
    ours = {name for name in world.stack.kinds() if name.endswith((".api", ".worker", ".relay"))}
    return unwell + sorted({*ours, "workflows.intake", "workflows.codec"} ^ asked)


async def everything_is_there(seen: Watching) -> list[str]:
    """Metrics, the labels by which they are told apart, the values that are chosen, and what panels show."""
    wanted = dict.fromkeys(one for _, expression in asked() for one in asked_of(expression))
    away = [one for one in wanted if not is_excused(one) and not await seen.ask(one)]
    empty = [
        f"{board}: {title}"
        for board, title, expression in panels()
        if not all(map(is_excused, asked_for(expression)))
        and f"{board}: {title}" not in RIGHTLY_EMPTY
        and not await seen.ask(expression.replace("$city", ".*"))
    ]
    return [*(f"not there: {one}" for one in away), *(f"empty: {one}" for one in empty)]


def is_excused(wanted: str) -> bool:
    """Whether this, or the metric altogether, is rightly away."""
    return bool({wanted, wanted.partition("{")[0]} & RIGHTLY_AWAY.keys())


def asked() -> Iterator[tuple[str, str]]:
    """Whoever asks, and what."""
    yield from ((name, alert["expr"]) for name, alert in alerts().items())
    yield from ((f"{board}: {title}", expression) for board, title, expression in panels())


def panels() -> Iterator[tuple[str, str, str]]:
    """Board, panel, and what it asks."""
    for path, board in dashboards().items():
        for title, expression in expressions(board):
            yield Path(path).stem, title, expression


def asked_of(expression: str) -> Iterator[str]:
    """What has to be there for an expression to mean something, as a choice of series each."""
    yield from asked_for(expression)
    for labels, inside in grouped(expression):
        yield from (f'{metric}{{{label}!=""}}' for metric in asked_for(inside) for label in labels)
    for metric, chosen in re.findall(r"(\w+)\{([^}]*)\}", expression):
        for label, values in re.findall(r'(\w+)=~?"([\w|]+)"', chosen):
            yield from (f'{metric}{{{label}="{value}"}}' for value in values.split("|"))


def grouped(expression: str) -> Iterator[tuple[list[str], str]]:
    """The labels of each `by`, and what is told apart by them."""
    for found in re.finditer(r"\bby \(([^)]*)\) ?\(", expression):
        depth, end = 1, found.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(expression[end], 0)
            end += 1
        yield found[1].split(", "), expression[found.end() : end - 1]


async def quiet(seen: Watching) -> list[str]:
    """Nothing fires but what tells of a slow machine."""
    return sorted(names(await seen.alerts()) - CALLED_WHEN_SLOW)


async def exactly(seen: Watching, wanted: set[tuple[str, str]]) -> list[str]:
    """Just these fire, and whoever is called was told of each, with the page that says what to do."""
    firing = {(one["alertname"], about(one)) for one in await seen.alerts()}
    others = {one for one in firing if one[0] not in CALLED_WHEN_SLOW}
    return [
        *(f"does not fire: {one}" for one in sorted(wanted - firing)),
        *(f"fires: {one}" for one in sorted(others - wanted)),
        *(f"nobody was told: {name}" for name, _ in wanted if not seen.messages("pager", name, "firing")),
    ]


def about(alert: Labels) -> str:
    """The part of the platform that an alert is about."""
    return next(alert[label] for label in ("program", "service", "queue", "city") if label in alert)


@asynccontextmanager
async def told(seen: Watching, wanted: set[tuple[str, str]]) -> AsyncIterator[None]:
    """What breaks meanwhile is over afterwards, and whoever was called is told so."""
    yield
    await until(lambda: quiet(seen))
    for name, _ in wanted:
        [first, *_] = seen.messages("pager", name, "firing")
        assert first["annotations"]["runbook_url"] == f"docs/runbook/alerts.md#{name.lower()}"
    await until(lambda: over(seen, wanted))


async def over(seen: Watching, wanted: set[tuple[str, str]]) -> list[str]:
    """Whoever was called heard the end of it."""
    return [name for name, _ in wanted if not seen.messages("pager", name, "resolved")]
