"""A process of ours: one command line, one way to start, to say that it is ready, and to end."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

import prometheus_client
import structlog

from kit import log, traces
from kit.settings import ProcessSettings, ServiceSettings, load

if TYPE_CHECKING:
    from kit.watching import Look

Listeners = Mapping[str, tuple[str, ...]]  # topic → who listens
S = TypeVar("S", bound=ProcessSettings)
Part = Callable[[S], Awaitable[None]]
MIGRATIONS = Path(__file__).parent / "migrations"
BEAT_SECONDS = 10.0  # kit/probe.py wonders after a minute


def main(name: str, settings_kind: type[S], **roles: Part[S]) -> None:
    """`python -m services.<name> <role>`: read the settings and run the role until a signal ends it."""
    chosen = sys.argv[1] if len(sys.argv) == 2 else ""  # noqa: PLR2004 - the program and its role
    if chosen not in roles:
        sys.exit(f"usage: {name} {'|'.join(roles)}")
    settings = load(settings_kind)
    log.configure(f"{name}-{chosen}", settings.log_format)
    if settings.metrics_port:
        prometheus_client.start_http_server(settings.metrics_port, settings.host)
    if settings.traces_url:
        traces.begin(settings.traces_url, f"{name}.{chosen}")
    try:
        asyncio.run(_until_signalled(roles[chosen](settings)))
    except Exception:  # noqa: BLE001 - the last line of defence: log it, then end
        structlog.get_logger().exception("process_failed")
        _end(1)
    _end(0)


def _end(code: int) -> None:
    """Leave at once: everything is closed, and the Temporal SDK may crash while the interpreter tidies up."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def service(
    name: str,
    settings_kind: type[ServiceSettings],
    listeners: Listeners,
    looks: Callable[[], "Sequence[Look]"] = tuple,
    **roles: Part[Any],
) -> None:
    """A service's command line: its own roles, and `relay` and `migrate`, which are the same everywhere.

    A worker whose metrics are asked for reads the database's figures besides.
    """

    async def relay(settings: ServiceSettings) -> None:
        from kit.bus import EVERYONE, topics_of
        from kit.relay import run

        for_everyone = (topic for topic in topics_of(listeners, EVERYONE) if topic.startswith(f"{name}."))

        await run(
            settings.database_url.get_secret_value(),
            settings.amqp_url.get_secret_value(),
            listeners,
            marked=next(for_everyone, None),
            ready=lambda: ready(settings),
        )

    async def migrate(settings: ServiceSettings) -> None:
        await asyncio.to_thread(apply_migrations, name, settings.database_url.get_secret_value())

    async def worker(settings: ServiceSettings) -> None:
        parts = [_as_coroutine(roles["worker"](settings))]
        if settings.metrics_port:
            from kit import outbox
            from kit.watching import watch

            url = settings.database_url.get_secret_value()
            parts.append(watch(name, url, (outbox.look(name), *looks())))
        await together(*parts)

    main(name, settings_kind, **{**roles, "worker": worker}, relay=relay, migrate=migrate)


async def _until_signalled(work: Awaitable[None]) -> None:
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        return


async def _as_coroutine(work: Awaitable[None]) -> None:
    await work


async def together(*parts: Coroutine[Any, Any, None]) -> None:
    """Run the parts of a process side by side; when one ends or fails, end all."""
    async with asyncio.TaskGroup() as group:
        for part in parts:
            group.create_task(part)


def ready(settings: ProcessSettings) -> None:
    """Tell whoever started the process that it serves now, and go on telling while the loop goes round."""
    if settings.ready_file:
        settings.ready_file.parent.mkdir(parents=True, exist_ok=True)
        _beat(settings.ready_file)


def _beat(file: Path) -> None:
    with suppress(OSError):  # its folder is gone: whoever looks sees that
        file.touch()
    asyncio.get_running_loop().call_later(BEAT_SECONDS, _beat, file)


def apply_migrations(name: str, database_url: str) -> None:
    """Bring a service's database to its newest schema; safe when several do it at once."""
    folder = MIGRATIONS.parent.parent / "services" / name / "migrations"
    unlimited = dict.fromkeys(("statement_timeout", "lock_timeout", "transaction_timeout"), "0")
    parts = urlsplit(database_url)
    # The driver of dbmate asks for TLS where the address does not say; ours takes what there is.
    options = {"sslmode": "disable", **dict(parse_qsl(parts.query)), **unlimited}
    subprocess.run(
        [
            str(Path(sys.executable).with_name("dbmate")),
            *("--url", parts._replace(query=urlencode(options)).geturl()),
            *("--migrations-dir", str(MIGRATIONS), "--migrations-dir", str(folder)),
            "--no-dump-schema",
            *("--wait", "up", "--strict"),
        ],
        check=True,
        env={"DBMATE_MIGRATION_LOCK": "true"},
    )
