"""The supervisor: circus, told what to run by the table; python -m deploy.local.supervisor STATE."""

import hashlib
import os
import shlex
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from circus.arbiter import Arbiter
from circus.stream import Redirector
from circus.watcher import Watcher

from deploy.local.logs import Log, Voice
from deploy.local.process import Process
from deploy.local.registry import Registry
from deploy.local.site import Site
from deploy.local.table import table

CHECK_EVERY_SECONDS = 0.5
STABLE_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 15.0
LONGEST_SOCKET_PATH = 100


class Watch(Watcher):  # type: ignore[misc]
    """A watcher that tries for ever: at once after a single death, with growing pauses in a crash loop."""

    def __init__(self, process: Process, log: Log, registry: Registry) -> None:
        """Watch one process of the table."""
        program, *arguments = process.command
        voice = Voice(process.name, log)
        super().__init__(
            process.name,
            shlex.quote(program),
            args=arguments,
            env=dict(process.environment),
            working_dir=str(process.folder),
            stop_signal=process.stop_signal,
            graceful_timeout=process.grace_seconds,
            stdout_stream={"stream": voice},
            stderr_stream={"stream": voice},
            max_retry=1,
            autostart=False,
        )
        self._process = process
        self._registry = registry
        self._not_before = 0.0
        self._deaths = 0
        self._restarts = -1

    @property
    def _redirector_class(self) -> Any:
        """Read larger pieces than circus's kilobyte."""
        return partial(Redirector, buffer=65_536)

    async def _start(self) -> None:
        if self.is_stopped():
            self._not_before, self._deaths, self._restarts = 0.0, 0, -1
        await super()._start()

    async def spawn_processes(self) -> None:
        """Start the process, unless it is to rest first."""
        if time.monotonic() >= self._not_before:
            await super().spawn_processes()

    def spawn_process(self, recovery_wid: int | None = None) -> Any:
        """Start one life and remember it."""
        now = time.monotonic()
        self._deaths = self._deaths + 1 if now - self._not_before < STABLE_SECONDS else 0
        self._not_before = now + min(2.0**self._deaths - 1, LONGEST_PAUSE_SECONDS)
        if self._process.ready_file is not None:
            self._process.ready_file.unlink(missing_ok=True)
        started = super().spawn_process(recovery_wid)
        for life in self.processes.values():
            if life.started == started:
                self._restarts += 1
                self._registry.put(self.name, life.pid, self._restarts)
        # False would end the watching: what cannot be started now may be later.
        return started or time.time()


def sockets(state: Path) -> tuple[str, str]:
    """Return the supervisor's two addresses: sockets in the state folder, if its path is short enough."""
    folder = state / "run"
    if len(str(folder)) > LONGEST_SOCKET_PATH - len("/supervisor-events"):
        name = hashlib.sha256(str(state).encode()).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"zhicheng-{name}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != os.geteuid():
            raise PermissionError(f"{folder} belongs to somebody else")
    return f"ipc://{folder}/supervisor", f"ipc://{folder}/supervisor-events"


def main() -> None:
    """Watch until told to stop."""
    if os.fork():
        os._exit(0)  # whoever launched it has waited for this; the supervisor itself belongs to nobody
    site = Site.reopen(Path(sys.argv[1]))
    log, registry = Log(site.log), Registry(site.registry)
    registry.clear()
    control, events = sockets(site.state)
    arbiter = Arbiter(
        [Watch(process, log, registry) for process in table(site)],
        control,
        events,
        check_delay=CHECK_EVERY_SECONDS,
    )
    arbiter.start()


if __name__ == "__main__":
    main()
