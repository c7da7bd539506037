"""Finds and ends what a stack started and nobody watches any more: exactly that, by the mark it carries."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil

from deploy.local.registry import Registry
from deploy.local.site import MARK

GENTLE_SECONDS = 5.0
HARD_SECONDS = 10.0


def find(state: Path) -> set[psutil.Process]:
    """Return every process that carries the mark of this state folder, with its children."""
    found = set(_marked(state))
    found |= {process for _, _, process in Registry(state / "run/processes.json").alive()}
    for process in tuple(found):
        found |= _children(process)
    # Never the one who asks, nor anybody above.
    return found - {psutil.Process(), *psutil.Process().parents()}


def end(processes: Iterable[psutil.Process]) -> None:
    """Ask the processes to end, then end them."""
    alive = list(processes)
    for gone, seconds in ((psutil.Process.terminate, GENTLE_SECONDS), (psutil.Process.kill, HARD_SECONDS)):
        for process in alive:
            try:
                gone(process)
            except psutil.NoSuchProcess:
                continue
        alive = wait_gone(alive, seconds)
    if alive:
        raise RuntimeError(f"these processes do not end: {sorted(process.pid for process in alive)}")


def wait_gone(processes: Iterable[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Wait for the processes to end; return those that have not. A zombie has ended."""
    deadline = time.monotonic() + seconds
    while alive := [process for process in processes if _is_alive(process)]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    return alive


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _marked(state: Path) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(state):
                yield process
        except (psutil.Error, OSError):
            continue


def _children(process: psutil.Process) -> set[psutil.Process]:
    try:
        return set(process.children(recursive=True))
    except psutil.Error:
        return set()
