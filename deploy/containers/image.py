"""python -m deploy.containers.image [SECONDS]: builds the image without a daemon, asks each command if ready.

What takes longer than so many seconds is ended.

The servers are the embedded stack's, in a folder of their own; the processes are the image's, one by one.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from deploy.containers import sbom
from deploy.containers.buildah import TOOLS, Buildah
from deploy.containers.places import CALENDAR, CITIES, IMAGE, RUN, SIMULATORS_IMAGE, command, image
from deploy.local.ports import free_port_base
from deploy.local.process import Process
from deploy.local.services import SERVICES
from deploy.local.site import CHECKOUT, state_folder
from deploy.local.stack import Stack
from deploy.local.table import programs
from deploy.setup import debian
from deploy.setup.command import CommandFailed
from deploy.setup.debian import CannotInstall
from deploy.setup.progress import Progress

TARGETS = {IMAGE: "runtime", SIMULATORS_IMAGE: "simulators"}
WITHIN_SECONDS = 540.0  # with the set-up before it ten minutes, on a machine that has nothing of it yet
READY_WITHIN_SECONDS = 90.0
LOOK_AGAIN_SECONDS = 0.5
STOP_SECONDS = 30.0
# Where a process may leave something; /run/lock and the like are Debian's own and in memory everywhere.
MAY_BE_WRITTEN = ("/dev", "/proc", "/run", "/srv/zhicheng", "/sys", "/tmp", "/var/tmp")  # noqa: S108 - only named
FIND_WRITABLE = ("find", "/", "-xdev", "-type", "d", "-writable", "-print")


class Unfit(Exception):
    """Something about the image is not as it must be."""


@dataclass(frozen=True)
class Trial:
    """A container of an image in which its commands are tried."""

    tool: Buildah
    name: str

    def call(self, environment: Mapping[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
        """Run something to its end."""
        line = self.tool.running(self.name, environment, *words)
        return subprocess.run(line, check=False, capture_output=True, text=True)

    def migrate(self, service: str, environment: Mapping[str, str]) -> None:
        """Bring the database of a service to the image's schema."""
        done = self.call(environment, "python", "-m", f"services.{service}", "migrate")
        if done.returncode:
            raise Unfit(f"migrations of {service} ended with {done.returncode}:\n{done.stdout}{done.stderr}")

    def start(self, process: Process, environment: Mapping[str, str]) -> float:
        """Start a process, wait until its probe is content, end it; return how long the first two took."""
        program, _, role = process.name.partition(".")
        log = self.tool.folder / f"{process.name}.log"
        with (
            log.open("w") as out,
            subprocess.Popen(
                self.tool.running(self.name, environment, *_started(process)), stdout=out, stderr=out
            ) as running,
        ):
            began = time.monotonic()
            try:
                while self.call(environment, "python", "-m", "kit.probe", program, role).returncode:
                    if running.poll() is not None or time.monotonic() - began > READY_WITHIN_SECONDS:
                        raise Unfit(f"{process.name} does not get ready:\n{log.read_text()}")
                    time.sleep(LOOK_AGAIN_SECONDS)
                return time.monotonic() - began
            finally:
                _end(running)

    def refuse_writing(self) -> None:
        """Complain if the image's user may write to anything but what is meant for it."""
        found = self.call({}, *FIND_WRITABLE).stdout.split()
        if writable := [folder for folder in found if not folder.startswith(MAY_BE_WRITTEN)]:
            raise Unfit(f"its user may write to {' '.join(writable)}")


def _started(process: Process) -> tuple[str, ...]:
    words = command(process)
    return words if words[0] == "node" else ("python", "-m", *words)


def _end(running: "subprocess.Popen[bytes]") -> None:
    """End what buildah runs; it ends itself when that is gone."""
    inside = psutil.Process(running.pid).children(recursive=True) if running.poll() is None else []
    for process in inside[::-1]:
        if process.is_running() and process.name() != "buildah":
            process.terminate()
    try:
        running.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        for process in inside:
            if process.is_running():
                process.kill()


def told(process: Process) -> dict[str, str]:
    """Return what a process of the embedded stack is told, with the places that a container has for files."""
    prefix = f"{process.name.partition('.')[0]}_".upper()
    places = {
        "CITIES": CITIES,
        "CALENDAR_YEARS": CALENDAR,
        "READY_FILE": f"{RUN}/{process.name}",
        "STATE": RUN,
    }
    own = {name: value for name, value in process.environment.items() if name.startswith(prefix)}
    return own | {f"{prefix}{name}": place for name, place in places.items() if f"{prefix}{name}" in own}


@contextmanager
def _servers(folder: Path, progress: Progress) -> Iterator[Stack]:
    stack = Stack.at(folder, free_port_base(), durable=False)
    try:
        stack.up(["servers"], progress)
        yield stack
    finally:
        stack.reset(progress)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """End what takes longer, with everything that it has started."""

    def end(*_: object) -> None:
        for child in psutil.Process().children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                child.terminate()
        raise Unfit(f"it took more than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def main() -> int:
    """Build, try, and say how large it is and how long it took."""
    progress = Progress()
    began = time.monotonic()
    try:
        with within(float(next(iter(sys.argv[1:]), WITHIN_SECONDS))):
            _build_and_try(progress)
    except (Unfit, CommandFailed, CannotInstall) as failure:
        print(f"image: {failure}", file=sys.stderr)
        return 1
    finally:
        progress.note(f"  {time.monotonic() - began:.0f} s in all")
    return 0


def _build_and_try(progress: Progress) -> None:
    tool = Buildah(state_folder() / "image")
    debian.install(TOOLS, progress)
    tool.provide_base(progress)
    for name, target in TARGETS.items():
        tool.build(CHECKOUT, target, name, progress)
    trials = {name: Trial(tool, tool.container(name)) for name in TARGETS}
    try:
        trials[IMAGE].refuse_writing()
        _list(trials[IMAGE], progress)
        _try_all(tool, trials, progress)
    finally:
        for trial in trials.values():
            tool.said("rm", trial.name)
    for name in TARGETS:
        progress.note(f"  {name}: {tool.size(name)}")


def _list(trial: Trial, progress: Progress) -> None:
    """Write down what the image is made of."""
    file = trial.tool.folder / f"{IMAGE}.cdx.json"
    with progress.step("what it is made of (SBOM)"):
        file.write_text(sbom.whole(trial.call({}, *sbom.LIST).stdout.splitlines()), encoding="utf-8")
    progress.note(f"  {file}")


def _try_all(tool: Buildah, trials: Mapping[str, Trial], progress: Progress) -> None:
    with _servers(tool.folder / "stack", progress) as stack:
        for service in SERVICES:
            with progress.step(f"{service}: migrate"):
                prefixed = told(next(one for one in programs(stack.site) if one.name == f"{service}.api"))
                trials[IMAGE].migrate(service, prefixed)
        for process in programs(stack.site):
            with progress.step(process.name):
                trials[image(process)].start(process, told(process))


if __name__ == "__main__":
    sys.exit(main())
