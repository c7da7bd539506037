"""How supervisord starts, hears and restarts a process of the table, and what it can be told to do."""

import math
import os
import shlex
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from supervisor.datatypes import RestartUnconditionally
from supervisor.dispatchers import PDispatcher
from supervisor.http import NOT_DONE_YET
from supervisor.options import ProcessConfig, ProcessGroupConfig, ServerOptions
from supervisor.process import Subprocess
from supervisor.states import RUNNING_STATES, STOPPED_STATES, ProcessStates
from supervisor.supervisord import Supervisor

from deploy.local.logs import Log, Voice
from deploy.local.process import Watched
from deploy.local.registry import Registry

GROUP = "stack"
STABLE_SECONDS = 10
LONGEST_PAUSE_SECONDS = 15
ASK_AGAIN_SECONDS = 0.05
ROOM_BYTES = 256 * 1024 * 1024  # a disk with less is full; servers want some for themselves
QUIET_SECONDS = 45.0  # whoever asks in vain asks again sooner: LONGEST_PAUSE_SECONDS of kit/bus.py
ENDED_AGAIN_SECONDS = 600.0


def has_room(folder: Path) -> bool:
    """Say whether the folder's disk is not full."""
    return shutil.disk_usage(folder).free > ROOM_BYTES


class Stuck:
    """Whether a process goes on and on saying what only a restart ends, although its disk has room.

    Said once it may mean nothing: a queue that is just being made has no leader either.
    """

    def __init__(self, says: bytes, after_seconds: float, folder: Path) -> None:
        """Listen for these words; none are never said."""
        self._says = says
        self._after = after_seconds
        self._folder = folder
        self._since = self._said_at = self._ended_at = -math.inf

    def hear(self, line: bytes, at: float) -> bool:
        """Take a line that was said at this time; say whether it is to be ended now, which is noted."""
        if not self._says or self._says not in line or not has_room(self._folder):
            return False
        if at - self._said_at > QUIET_SECONDS:
            self._since = at
        self._said_at = at
        if at - self._since < self._after or at - self._ended_at < ENDED_AGAIN_SECONDS:
            return False
        self._since, self._said_at, self._ended_at = at, -math.inf, at
        return True


class Torn:
    """Whether a process said that a write failed which may not be followed by others."""

    def __init__(self, says: bytes, folder: Path) -> None:
        """Listen for these words; none are never said."""
        self._says = says
        self._folder = folder
        self._said = False

    def hear(self, line: bytes) -> bool:
        """Take a line; say whether the process is to be ended now, once in a life."""
        if self._said or not self._says or self._says not in line:
            return False
        self._said = True
        return True

    def waits(self) -> bool:
        """Say whether the next life waits for room: what it wrote as it begins would be cut off, too."""
        return self._said and not has_room(self._folder)

    def forget(self) -> None:
        """Begin the next life."""
        self._said = False


class Output(PDispatcher):  # type: ignore[misc]
    """What a process says, on its way into the one log."""

    def __init__(self, life: "Life", fd: int) -> None:
        """Read from this end of the pipe."""
        super().__init__(life, "stdout", fd)
        self._voice = life.voice

    def readable(self) -> bool:
        """Say whether there is more to come."""
        return not self.closed

    def writable(self) -> bool:
        """Nothing is written to a process."""
        return False

    def handle_read_event(self) -> None:
        """Take a piece; an empty one is the end."""
        piece = self.process.config.options.readfd(self.fd)
        self._voice.say(piece)
        if not piece:
            self.close()


class Life(Subprocess):  # type: ignore[misc]
    """A process and its restarts: at once after a single death, with growing pauses in a crash loop."""

    def __init__(self, config: "Order") -> None:
        """Begin with nothing."""
        super().__init__(config)
        self.voice = Voice(config.name, config.log, self.hear)
        self._restarts = -1

    def begin(self) -> None:
        """Start, unless it runs or will anyway."""
        if self.state in STOPPED_STATES:
            self.backoff, self._restarts = 0, -1
            self.spawn()

    def end(self) -> None:
        """Stop; one that is dead just now is not started again."""
        if self.state == ProcessStates.EXITED:
            self.change_state(ProcessStates.STOPPED)
        elif self.state in RUNNING_STATES:
            self.stop()

    def spawn(self) -> None:
        """Start one life and remember it."""
        self.config.forget_readiness()
        self.config.torn.forget()
        super().spawn()
        self._restarts += 1
        if self.spawnerr:
            self.voice.say(f"not started: {self.spawnerr}\n".encode())
        try:
            self.config.registry.put(self.config.name, self.pid, self._restarts)
        except OSError as error:  # a full disk may not end the supervisor
            told = {"name": self.config.name, "error": error}
            self.config.options.logger.critical("%(name)s is not written down: %(error)s", **told)

    def change_state(self, new_state: int, expected: bool = True) -> None:  # noqa: FBT001, FBT002  # theirs
        """Begin the pauses of a crash loop with none, and let none be too long."""
        super().change_state(new_state, expected)
        if new_state == ProcessStates.BACKOFF:
            self.delay += min(self.backoff - 1, LONGEST_PAUSE_SECONDS) - self.backoff

    def transition(self) -> None:
        """Let one that could not write wait until its disk has room."""
        dead = self.state in {ProcessStates.EXITED, ProcessStates.BACKOFF}
        if not (dead and self.config.torn.waits()):
            super().transition()

    def hear(self, line: bytes) -> None:
        """End one that may not go on, or has not come back from a full disk by itself: it is started anew."""
        if not self.pid or self.state not in RUNNING_STATES:
            return
        if self.config.torn.hear(line):
            self._end_at_once("could not write")
        elif self.config.stuck.hear(line, time.monotonic()):
            self._end_at_once("is stuck")

    def _end_at_once(self, why: str) -> None:
        told = {"name": self.config.name, "why": why}
        self.config.options.logger.critical("%(name)s %(why)s: started anew", **told)
        os.kill(self.pid, signal.SIGKILL)

    def finish(self, pid: int, status: int) -> None:
        """Take the last words of a life, also those without an end."""
        super().finish(pid, status)
        self.voice.end()


class Order(ProcessConfig):  # type: ignore[misc]
    """One process of the table, in supervisord's words."""

    uid = umask = serverurl = stdout_logfile = stderr_logfile = None
    priority = 0
    autostart = stopasgroup = killasgroup = False
    autorestart = RestartUnconditionally
    exitcodes = ()
    startsecs = STABLE_SECONDS
    startretries = sys.maxsize
    redirect_stderr = True

    def __init__(self, options: ServerOptions, process: Watched, log: Log, registry: Registry) -> None:
        """Take over what the table says."""
        self.options = options
        self.log = log
        self.registry = registry
        self.name = process.name
        self.directory = str(process.folder)
        self.environment = process.environment
        self.stopsignal = process.stop_signal
        self.stopwaitsecs = process.grace_seconds
        self.command = shlex.join(process.command)
        self.stuck = Stuck(process.says_when_stuck.encode(), process.stuck_after_seconds, process.folder)
        self.torn = Torn(process.says_when_torn.encode(), process.folder)
        self._ready_file = process.ready_file

    def forget_readiness(self) -> None:
        """Remove the sign that the last life was ready."""
        if self._ready_file is not None:
            self._ready_file.unlink(missing_ok=True)

    def make_process(self, group: Any) -> Life:
        """Make what supervisord watches."""
        life = Life(self)
        life.group = group
        return life

    def make_dispatchers(self, process: Life) -> tuple[dict[int, Output], dict[str, int | None]]:
        """Make the pipe of one life: both streams in one, so that their order is kept."""
        pipes = self.options.make_pipes(stderr=False)
        return {pipes["stdout"]: Output(process, pipes["stdout"])}, pipes


class Commands:
    """What the supervisor can be told from outside, each by its name."""

    def __init__(self, supervisor: Supervisor) -> None:
        """Command the processes of the only group."""
        self._lives: Mapping[str, Life] = supervisor.process_groups[GROUP].processes

    def ping(self) -> bool:
        """Answer."""
        return True

    def start(self, name: str) -> bool:
        """Have one process watched and run."""
        self._lives[name].begin()
        return True

    def stop(self, pattern: str) -> Callable[[], Any]:
        """Stop the processes whose names fit the pattern, all at once; the answer comes when they are."""
        stopping = [life for name, life in self._lives.items() if fnmatchcase(name, pattern)]
        for life in stopping:
            life.end()

        def answer() -> Any:
            return all(life.state in STOPPED_STATES for life in stopping) or NOT_DONE_YET

        answer.delay = ASK_AGAIN_SECONDS  # type: ignore[attr-defined]  # supervisord looks for it there
        return answer


def group(
    options: ServerOptions, processes: Iterable[Watched], log: Log, registry: Registry
) -> ProcessGroupConfig:
    """Return the one group of all processes."""
    orders = [Order(options, process, log, registry) for process in processes]
    return ProcessGroupConfig(options, GROUP, 0, orders)
