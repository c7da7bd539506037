"""python -m workflows worker|intake|codec|diagram."""

from pathlib import Path

from kit import process
from workflows.settings import Settings

STATES = Path(__file__).parent.parent / "docs" / "states.md"


async def worker(settings: Settings) -> None:
    """Run the workflows."""
    from contracts.application import TASK_QUEUE
    from kit.temporal import connect, run_worker
    from workflows.application.workflow import Application
    from workflows.authorisation.workflow import Authorisation
    from workflows.erasure.workflow import Erasure

    client = await connect(settings)
    await run_worker(
        client,
        TASK_QUEUE,
        workflows=[Application, Authorisation, Erasure],
        ready=lambda: process.ready(settings),
    )


async def intake(settings: Settings) -> None:
    """Tell the workflows what the bus brings."""
    from kit.bus import consume, queue_name
    from kit.temporal import connect
    from workflows.intake import Intake

    handler = Intake(await connect(settings)).handle
    await consume(
        settings.amqp_url.get_secret_value(),
        queue_name("workflows"),
        handler,
        ready=lambda: process.ready(settings),
    )


async def codec(settings: Settings) -> None:
    """Decode payloads for the Temporal UI."""
    from kit.server import serve
    from workflows.codec import create_app

    await serve(create_app(settings), settings)


def diagram() -> None:
    """Write docs/states.md from the table."""
    from workflows.application.domain import diagram as text

    STATES.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    import sys

    if sys.argv[1:] == ["diagram"]:
        diagram()
    else:
        process.main("workflows", Settings, worker=worker, intake=intake, codec=codec)
