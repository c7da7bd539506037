"""Talks to the supervisor: starts it, tells it what to start and stop, ends it."""

import subprocess
import sys
import time
from typing import Any

import psutil
from circus.client import CircusClient
from circus.exc import CallError

from deploy.local.site import MARK, Site
from deploy.local.supervisor import sockets
from deploy.local.surroundings import surroundings

ANSWER_SECONDS = 40.0
PATIENCE_SECONDS = 60.0
MODULE = "deploy.local.supervisor"


class Unsupervised(Exception):
    """The supervisor does not run, or does not answer."""


class Control:
    """One stack's supervisor, seen from outside."""

    def __init__(self, site: Site) -> None:
        """Control the supervisor of this place."""
        self._site = site

    def supervisor(self) -> psutil.Process | None:
        """Return the supervisor's process, if it runs."""
        for process in psutil.process_iter():
            try:
                if MODULE in process.cmdline() and process.environ().get(MARK) == str(self._site.state):
                    return process
            except (psutil.Error, OSError):
                continue
        return None

    def launch(self) -> None:
        """Start the supervisor in the background and wait until it listens."""
        with (self._site.state / "log/supervisor.log").open("ab") as log:
            subprocess.run(
                [sys.executable, "-m", MODULE, str(self._site.state)],
                cwd=self._site.checkout,
                env={**surroundings(self._site, "home"), "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                check=True,
            )
        self._call("numwatchers")

    def start(self, name: str) -> None:
        """Have one process watched and run."""
        self._call("start", name=name, match="simple", waiting=True)

    def stop(self, pattern: str) -> None:
        """Have the processes whose names fit the pattern stopped, all at once, and wait until they are."""
        self._call("stop", name=pattern, match="glob", waiting=True)

    def _call(self, command: str, **properties: Any) -> Any:
        """Ask until there is an answer: the supervisor does one thing at a time and refuses others."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        client = CircusClient(endpoint=sockets(self._site.state)[0], timeout=ANSWER_SECONDS)
        try:
            while True:
                answer = self._ask(client, command, properties)
                if answer["status"] == "ok":
                    return answer
                if "already running" not in answer["reason"] or time.monotonic() > deadline:
                    raise Unsupervised(f"supervisor: {command}: {answer['reason']}")
                time.sleep(0.1)
        finally:
            client.stop()

    def _ask(self, client: CircusClient, command: str, properties: dict[str, Any]) -> Any:
        try:
            return client.send_message(command, **properties)
        except CallError as error:
            log = self._site.state / "log/supervisor.log"
            raise Unsupervised(f"supervisor: {command}: {error} (see {log})") from error
