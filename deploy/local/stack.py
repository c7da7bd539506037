"""The embedded stack as one thing: up, down, and each of its processes."""

import shutil
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, flock
from pathlib import Path

import psutil

from deploy.local import (
    cities,
    environment,
    gateway,
    leftovers,
    metrics,
    postgres,
    rabbitmq,
    seaweed,
    temporal,
)
from deploy.local.control import Control, Unsupervised
from deploy.local.migrations import migrate
from deploy.local.ports import Ports, Taken
from deploy.local.process import Process, write_table
from deploy.local.registry import Registry, Running
from deploy.local.scale import Scale
from deploy.local.site import Site
from deploy.local.table import table
from deploy.local.waiting import Waiting
from deploy.setup.progress import Progress
from deploy.setup.stamps import fingerprint

PREPARATIONS = (
    postgres.prepare,
    rabbitmq.prepare,
    temporal.prepare,
    seaweed.prepare,
    gateway.prepare,
    cities.copy,
    environment.write,
)
BOOTSTRAPS: dict[str, Callable[[Site], None]] = {
    "postgres": postgres.bootstrap,
    "temporal": temporal.bootstrap,
    "seaweed": seaweed.bootstrap,
}
DATA = (
    *("postgres", "rabbitmq", "temporal", "seaweed", "gateway", "payment-channel", "sms-centre"),
    *("home", "cities", "calendar", "demo", "log", "run", "secrets.json", "env", "site.json"),
)
STOP_SECONDS = 40.0
LOOK_AGAIN_SECONDS = 0.2


class PortsTaken(Exception):
    """Somebody else listens where the stack should."""

    def __init__(self, taken: Sequence[Taken]) -> None:
        """Name each port and its holder."""
        lines = "\n".join(f"  {port}" for port in taken)
        super().__init__(
            f"nothing was started, because\n{lines}\n"
            "Stop what holds them, or choose other ports: ZHICHENG_PORT_BASE=27000 make up"
        )


class UnknownProcess(Exception):
    """There is no such group or process."""

    def __init__(self, unknown: Iterable[str], known: Iterable[str]) -> None:
        """Name those that are not known, and those that are."""
        super().__init__(
            f"no group or process is called {', '.join(unknown)}; there are {', '.join(sorted(known))}"
        )


class Stack:
    """One stack in one state folder."""

    def __init__(self, site: Site, processes: Sequence[Process] | None = None) -> None:
        """Take the place; nothing is started yet."""
        self.site = site
        self._control = Control(site)
        self._registry = Registry(site.registry)
        self._table = {process.name: process for process in processes or table(site)}

    @classmethod
    def at(cls, state: Path, port_base: int | None = None, *, durable: bool = True) -> "Stack":
        """Return the stack of this folder. `durable=False` is for tests (see Site).

        How many of each run, and where they tell their metrics, is what the environment says, or else what
        was so here.
        """
        ports = Ports.chosen() if port_base is None else Ports(port_base)
        site = Site.open(
            state, ports, durable=durable, scale=Scale.chosen(), metrics_base=metrics.chosen_base()
        )
        return cls(site)

    @classmethod
    def existing(cls, state: Path) -> "Stack | None":
        """Return the stack that was brought up in this folder, on the ports it had then."""
        return cls(Site.reopen(state)) if (state / "site.json").exists() else None

    def up(self, only: Sequence[str] | None = None, progress: Progress | None = None) -> None:
        """Bring everything up, or only these groups or names, and return when all of it is ready."""
        progress = progress or Progress()
        wanted = self._wanted(only)
        with self._alone():
            if not self._is_as_wanted():
                ran = {name for name, _ in self.lives()}
                self._end(progress)
                self._begin(progress)
                # What ended with it is there again as well, not what was asked for alone.
                wanted = [one for one in self._wanted(None) if one in wanted or one.name in ran]
            self._start([process for process in wanted if process.group == "servers"], progress)
            ours = [process for process in wanted if process.group != "servers"]
            services = {process.name.partition(".")[0] for process in ours if process.group == "services"}
            migrate(self.site, sorted(services), progress)
            self._start(ours, progress)

    def down(self, only: Sequence[str] | None = None, progress: Progress | None = None) -> bool:
        """End exactly what was started, or these groups or names of it; say whether there was anything."""
        progress = progress or Progress()
        wanted = self._wanted(only)
        with self._alone():
            return self._end(progress) if only is None else self._stop(wanted, progress)

    def reset(self, progress: Progress | None = None) -> None:
        """Bring the stack down and delete its data."""
        self.down(progress=progress)
        for name in DATA:
            path = self.site.state / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        self.site.forget()

    def port(self, name: str) -> int:
        """Return the port with this name."""
        return self.site.ports.of(name)

    def environment(self, program: str) -> dict[str, str]:
        """Return the settings of a service, of "workflows", or of a simulator."""
        return environment.environment(self.site, program)

    @property
    def postgres_url(self) -> str:
        """Return the address under which tests make and drop databases of their own."""
        return postgres.url(self.site, postgres.SUPERUSER, "postgres")

    def names(self) -> list[str]:
        """Return the names of all processes, running or not."""
        return list(self._table)

    def kinds(self) -> list[str]:
        """Return the names of all processes, one name for those that run several times."""
        return list(dict.fromkeys(process.kind for process in self._table.values()))

    def lives(self) -> Iterator[tuple[str, tuple[Running, psutil.Process]]]:
        """Return the present life of everything that runs."""
        for name, running, process in self._registry.alive():
            yield name, (running, process)

    def processes(self) -> dict[str, int]:
        """Return name → pid of what runs now."""
        return {name: running.pid for name, running, _ in self._registry.alive()}

    def process(self, name: str) -> psutil.Process | None:
        """Return the process that runs under this name now."""
        running = self._registry.read().get(name)
        return running.process() if running else None

    def kill(self, name: str) -> int:
        """End a process with SIGKILL, as a crash would; return the pid it had."""
        process = self.process(name)
        if process is None:
            raise LookupError(f"{name} does not run")
        process.kill()
        leftovers.wait_gone([process], seconds=10)
        return process.pid

    def stop(self, name: str) -> None:
        """Stop a process until it is started again."""
        self._control.stop(name)

    def start(self, name: str) -> None:
        """Start a process and wait until it is ready."""
        self._control.start(name)
        self.wait_ready(name)

    def is_ready(self, name: str) -> bool:
        """Say whether a process runs and is ready for work."""
        return self._is_ready(name, self._registry.read())

    def wait_ready(self, name: str, within_seconds: float | None = None) -> None:
        """Wait until a process is ready, for instance after it was killed."""
        waiting = Waiting(self.site, self._table[name], self._registry, within_seconds)
        while not self._is_ready(name, lives := self._registry.read()):
            waiting.check(lives)
            time.sleep(LOOK_AGAIN_SECONDS)

    def _begin(self, progress: Progress) -> None:
        taken = self.site.ports.taken()
        if taken:
            raise PortsTaken(taken)
        with progress.step("configuration"):
            for prepare in PREPARATIONS:
                prepare(self.site)
        write_table(self.site.table, self._table.values())
        self._fingerprint_file.write_text(self._fingerprint())
        with progress.step("supervisor"):
            self._control.launch()

    def _end(self, progress: Progress) -> bool:
        supervisor = self._control.supervisor()
        if supervisor is not None:
            with progress.step("stopping processes and servers"):
                self._stop_gently(supervisor)
        left = leftovers.find(self.site.state)
        if left:
            with progress.step(f"ending {len(left)} processes that nobody watches"):
                leftovers.end(left)
        self._registry.clear()
        self._fingerprint_file.unlink(missing_ok=True)
        ended = supervisor is not None or bool(left)
        if ended:
            seaweed.tidy(self.site)
        return ended

    def _stop(self, wanted: Sequence[Process], progress: Progress) -> bool:
        """Stop what runs of these, servers last; the supervisor and the others go on."""
        if self._control.supervisor() is None:
            return False
        running = self.processes()
        stopping = [process for process in wanted if process.name in running]
        for process in sorted(stopping, key=lambda process: process.group == "servers"):
            with progress.step(process.name):
                self._control.stop(process.name)
        return bool(stopping)

    def _stop_gently(self, supervisor: psutil.Process) -> None:
        """Stop our own processes while their servers still answer, then everything."""
        with suppress(Unsupervised):
            self._control.stop("*.*")
        supervisor.send_signal(signal.SIGTERM)
        leftovers.wait_gone([supervisor], STOP_SECONDS)

    def _start(self, processes: Sequence[Process], progress: Progress) -> None:
        for process in processes:
            self._control.start(process.name)
        steps = {process.name: progress.begin(process.name) for process in processes}
        waiting = [Waiting(self.site, process, self._registry) for process in processes]
        try:
            while waiting:
                lives = self._registry.read()
                for wait in tuple(waiting):
                    if self._is_ready(wait.name, lives):
                        BOOTSTRAPS.get(wait.name, _nothing)(self.site)
                        progress.end(steps.pop(wait.name))
                        waiting.remove(wait)
                    else:
                        wait.check(lives)
                time.sleep(LOOK_AGAIN_SECONDS)  # those that start have need of the processor
        finally:
            for step in steps.values():
                progress.end(step, well=False)

    def _is_ready(self, name: str, lives: Mapping[str, Running]) -> bool:
        process = lives[name].process() if name in lives else None
        return process is not None and self._table[name].ready(process)

    def _wanted(self, only: Sequence[str] | None) -> list[Process]:
        known = {name for process in self._table.values() for name in _names(process)}
        if unknown := sorted(set(only or ()) - known):
            raise UnknownProcess(unknown, known)
        return [process for process in self._table.values() if only is None or _names(process) & set(only)]

    def _is_as_wanted(self) -> bool:
        """Say whether the supervisor runs, and with the processes and settings that are wanted now."""
        if self._control.supervisor() is None or not self._fingerprint_file.exists():
            return False
        return self._fingerprint_file.read_text() == self._fingerprint()

    def _fingerprint(self) -> str:
        ours = Path(__file__).parent.glob("*.*")
        return fingerprint((file for file in ours if file.is_file()), repr(self._table))

    @property
    def _fingerprint_file(self) -> Path:
        return self.site.state / "run/fingerprint"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let no two commands change the same stack at once."""
        self.site.folder("run")
        with (self.site.state / "run/lock").open("w") as lock:
            flock(lock, LOCK_EX)
            yield


def _names(process: Process) -> set[str]:
    """Return by what it may be named: itself, all of its kind, all of its group."""
    return {process.name, process.kind, process.group}


def _nothing(_: Site) -> None:
    """Do nothing: most processes need no bootstrap."""
