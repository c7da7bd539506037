"""Kills processes of a stack by the dozen, and counts what is left."""

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from deploy.local.leftovers import wait_gone
from deploy.local.site import Site
from deploy.local.stack import Stack

MOST_AT_ONCE = 12
GONE_SECONDS = 30.0
SAID = re.compile(r"^(?P<name>\S+) +\| life (?P<life>\S+) line (?P<number>\d+) \.{200}$")


@dataclass(frozen=True)
class Held:
    """What the supervisor holds: descriptors, children, and those of them that are zombies."""

    descriptors: int
    children: int
    zombies: int

    @classmethod
    def by(cls, supervisor: psutil.Process) -> "Held":
        children = supervisor.children()
        zombies = [child for child in children if _is_zombie(child)]
        return cls(supervisor.num_fds(), len(children), len(zombies))


def kill(stack: Stack, times: int, back_within_seconds: float, dice: random.Random) -> Counter[str]:
    """Kill so many processes, several at once, some suspended first; each time all are back in time."""
    killed: Counter[str] = Counter()
    for victims in _rounds(stack.names(), times, dice):
        lives = {name: _life(stack, name) for name in victims}
        for name in dice.sample(victims, k=len(victims) // 2):
            lives[name].suspend()
        for life in lives.values():
            life.kill()
        killed.update(victims)
        assert not wait_gone(lives.values(), GONE_SECONDS)
        _wait_back(stack, lives, back_within_seconds)
    return killed


def until(happened: Callable[[], bool], seconds: float, what: Callable[[], object]) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, what()
        time.sleep(0.02)


def run_once(stack: Stack, supervisor: psutil.Process) -> bool:
    """Whether everything runs, and the supervisor has no other children."""
    running = stack.processes()
    return set(running) == set(stack.names()) and set(running.values()) == {
        child.pid for child in supervisor.children()
    }


def lines_said(site: Site) -> Iterator[tuple[str, int]]:
    """Life and number of every line in the log, oldest first."""
    for file in sorted(site.log.parent.glob("stack.log*"), key=_age, reverse=True):
        with file.open() as log:
            for line in log:
                if " line " in line:
                    said = SAID.match(line)
                    assert said, line
                    yield said["life"], int(said["number"])


def missing_lines(site: Site, ledger: Path) -> dict[str, str]:
    """Lives whose lines are not all in the log, once and in order."""
    said: dict[str, int] = {}
    found: dict[str, str] = {}
    for life, number in lines_said(site):
        if number != said.get(life, 0) + 1:
            found[life] = f"line {number} follows {said.get(life, 0)}"
        said[life] = number
    for file in ledger.iterdir():
        counted = int(file.read_text() or 0)
        # A process that is killed between a line and its entry has said one more than it counted.
        if said.get(file.name, 0) not in (counted, counted + 1):
            found[file.name] = f"said {counted} lines, {said.get(file.name, 0)} are in the log"
    return found


def _rounds(names: list[str], times: int, dice: random.Random) -> Iterator[list[str]]:
    """Everybody's turn comes equally often, in an order that nobody knows."""
    deck: list[str] = []
    while times:
        if not deck:
            deck = dice.sample(names, k=len(names))
        count = min(dice.randint(1, MOST_AT_ONCE), len(deck), times)
        yield deck[:count]
        deck, times = deck[count:], times - count


def _wait_back(stack: Stack, lives: Mapping[str, psutil.Process], seconds: float) -> None:
    def away() -> list[str]:
        return [
            name
            for name, life in lives.items()
            if stack.process(name) in {None, life} or not stack.is_ready(name)
        ]

    until(lambda: not away(), seconds, lambda: f"not back after {seconds:.0f} s: {away()}")


def _life(stack: Stack, name: str) -> psutil.Process:
    life = stack.process(name)
    assert life, f"{name} does not run"
    return life


def _is_zombie(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _age(file: Path) -> int:
    return int(file.suffix.removeprefix(".")) if file.suffix != ".log" else 0
