"""python -m workflows worker|promote|intake|codec|diagram."""

from pathlib import Path

from kit import process
from workflows.settings import Settings

STATES = Path(__file__).parent.parent / "docs" / "states.md"


async def worker(settings: Settings) -> None:
    """Run the workflows."""
    from contracts.application import TASK_QUEUE
    from kit.temporal import activities_of, connect, run_worker
    from workflows.kinds import WORKFLOWS
    from workflows.remedy.activities import Activities
    from workflows.version import version_of

    client = await connect(settings)
    await run_worker(
        client,
        TASK_QUEUE,
        activities=activities_of(Activities(client)),
        workflows=WORKFLOWS,
        version=version_of(settings.build_id),
        is_current=settings.is_current,
        ready=lambda: process.ready(settings),
    )


async def promote(settings: Settings) -> None:
    """Make this build the current version: the deploy step after its workers have started."""
    from kit.temporal import connect, make_current
    from workflows.version import version_of

    await make_current(await connect(settings), version_of(settings.build_id))


async def intake(settings: Settings) -> None:
    """Tell the workflows what the bus brings."""
    from kit.bus import consume, queue_name
    from kit.temporal import connect
    from workflows.intake import NAME, hear, whose

    await consume(
        settings.amqp_url.get_secret_value(),
        queue_name(NAME),
        hear(await connect(settings)),
        whose=whose,
        ready=lambda: process.ready(settings),
    )


async def codec(settings: Settings) -> None:
    """Decode payloads for the Temporal UI."""
    from kit.server import serve
    from workflows.codec import create_app

    await serve(create_app(settings), settings)


def diagram() -> None:
    """Write docs/states.md from the table."""
    from workflows.application.table import diagram as text

    STATES.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    import sys

    if sys.argv[1:] == ["diagram"]:
        diagram()
    else:
        process.main("workflows", Settings, worker=worker, promote=promote, intake=intake, codec=codec)
