"""Waiting for a process, and telling why it was in vain."""

import time
from collections.abc import Mapping

from deploy.local.logs import last_lines
from deploy.local.process import Process
from deploy.local.registry import Registry, Running
from deploy.local.site import Site

SHOWN_LINES = 15
HOPELESS_RESTARTS = 4


class NotReady(Exception):
    """A process does not become ready."""

    def __init__(self, name: str, why: str, lines: list[str]) -> None:
        """Show what the process said last."""
        said = "\n".join(f"    {line}" for line in lines) or "    (it said nothing)"
        super().__init__(f"{name} {why}. What it said last:\n{said}")


class Waiting:
    """The wait for one process."""

    def __init__(
        self,
        site: Site,
        process: Process,
        registry: Registry,
        within_seconds: float | None = None,
    ) -> None:
        """Begin to wait."""
        self.name = process.name
        self._site = site
        self._seconds = within_seconds or process.ready_within_seconds
        self._deadline = time.monotonic() + self._seconds
        self._restarts = self._count(registry.read())

    def check(self, lives: Mapping[str, Running]) -> None:
        """Raise `NotReady` when the wait is over or has no point."""
        if time.monotonic() > self._deadline:
            self._give_up(f"is not ready after {self._seconds:.0f} s")
        if self._count(lives) - self._restarts >= HOPELESS_RESTARTS:
            self._give_up("ends again and again")

    def _count(self, lives: Mapping[str, Running]) -> int:
        running = lives.get(self.name)
        return running.restarts if running else 0

    def _give_up(self, why: str) -> None:
        raise NotReady(self.name, why, last_lines(self._site.log, SHOWN_LINES, self.name))
