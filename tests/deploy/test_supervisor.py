"""The supervisor under fire, with sixty small processes of its own."""

import random
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from deploy.local import leftovers, readiness
from deploy.local import stack as stack_module
from deploy.local.control import Control
from deploy.local.logs import last_lines
from deploy.local.ports import Ports, free_port_base
from deploy.local.process import Process
from deploy.local.site import Site
from deploy.local.stack import Stack, UnknownProcess
from deploy.local.surroundings import surroundings
from deploy.local.waiting import NotReady
from deploy.local.watching import QUIET_SECONDS, ROOM_BYTES, Stuck, Torn
from tests.deploy import killing
from tests.deploy.killing import Held

KILLS = 200
BACK_WITHIN_SECONDS = 45.0  # the longest pause of a crash loop, and a busy machine
COUNTER = Path(__file__).with_name("counter.py")
KINDS = {"quiet": 50, "loud": 4, "parent": 6}
LINES = {"quiet": 1, "loud": 40, "parent": 1}

Build = Callable[[list[Process]], Stack]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    # Longer than the address of a socket may be.
    folder = tmp_path / ("a-folder-with-a-long-name-" * 4)
    opened = Site.open(folder, Ports(free_port_base()), durable=False)
    yield opened
    opened.forget()


@pytest.fixture
def build(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Build]:
    monkeypatch.setattr(stack_module, "PREPARATIONS", ())
    yield lambda processes: Stack(site, processes)
    Stack(site).down()
    assert not leftovers.find(site.state)


def program(site: Site, name: str, *command: str, grace_seconds: float = 10.0) -> Process:
    ready = site.state / "run" / f"{name}.ready"
    return Process(
        name=name,
        group="simulators",
        command=command,
        folder=site.state,
        ready=readiness.touched(ready),
        ready_file=ready,
        environment=surroundings(site, "home"),
        grace_seconds=grace_seconds,
    )


def counter(site: Site, name: str, kind: str) -> Process:
    ledger = site.folder("ledger")
    ready = site.state / "run" / f"{name}.ready"
    arguments = (str(COUNTER), str(ledger), str(ready), str(LINES[kind]), kind)
    return program(site, name, sys.executable, "-I", "-S", *arguments)


def shell(site: Site, name: str, script: str, grace_seconds: float = 10.0) -> Process:
    ready = site.state / "run" / f"{name}.ready"
    return program(site, name, "/bin/sh", "-c", script, str(ready), grace_seconds=grace_seconds)


def supervisor(site: Site) -> psutil.Process:
    found = Control(site).supervisor()
    assert found
    return found


@pytest.mark.timeout(900)
def test_two_hundred_kills(site: Site, build: Build) -> None:
    names = [(f"{kind}.{number}", kind) for kind, count in KINDS.items() for number in range(count)]
    stack = build([counter(site, name, kind) for name, kind in names])
    stack.up()
    before = Held.by(supervisor(site))

    killed = killing.kill(stack, KILLS, BACK_WITHIN_SECONDS, random.Random(KILLS))  # noqa: S311  # not a secret

    killing.until(
        lambda: Held.by(supervisor(site)) == before, 10.0, lambda: (before, Held.by(supervisor(site)))
    )
    assert before.children == len(names)
    assert killing.run_once(stack, supervisor(site))
    assert {name: life.restarts for name, (life, _) in stack.lives()} == killed
    assert stack.down()
    assert killing.missing_lines(site, site.folder("ledger")) == {}


def test_what_is_up_stays_as_it_is_when_it_is_brought_up_again(site: Site, build: Build) -> None:
    stack = build([counter(site, name, "quiet") for name in ("one", "other")])
    stack.up(only=["one"])
    first = stack.processes()
    stack.up()
    assert first.items() < stack.processes().items()
    assert set(stack.processes()) == {"one", "other"}


def test_what_a_change_of_the_table_ended_comes_back_though_one_was_asked_for(
    site: Site, build: Build
) -> None:
    build([counter(site, name, "quiet") for name in ("quiet.0", "quiet.1", "quiet.2")]).up(
        ["quiet.0", "quiet.1"]
    )
    other = build([counter(site, name, "quiet") for name in ("quiet.0", "quiet.1", "quiet.2", "quiet.3")])
    other.up(["quiet.3"])
    assert set(other.processes()) == {"quiet.0", "quiet.1", "quiet.3"}


def test_down_ends_what_it_is_asked_for_and_no_more(site: Site, build: Build) -> None:
    stack = build([counter(site, name, "quiet") for name in ("one", "other", "third")])
    stack.up()
    before = stack.processes()

    assert stack.down(["one", "third"])
    assert stack.processes() == {"other": before["other"]}
    assert not stack.down(["one"])
    with pytest.raises(UnknownProcess, match=r"called nobody; there are one, other, simulators, third"):
        stack.down(["other", "nobody"])
    assert stack.down(["simulators"])
    assert stack.processes() == {}
    stack.up(only=["other"])
    assert set(stack.processes()) == {"other"}


def test_both_streams_of_a_process_are_logged_in_their_order_to_the_last_word(
    site: Site, build: Build
) -> None:
    script = 'touch "$0"; echo first; echo second >&2; echo third; printf last; exec sleep 1000'
    stack = build([shell(site, "speaker", script)])
    stack.up()
    stack.kill("speaker")
    stack.wait_ready("speaker")
    said = [line.partition("| ")[2] for line in last_lines(site.log, 100, "speaker")]
    assert said[:4] == ["first", "second", "third", "last"]


def test_a_process_that_ends_again_and_again_is_told_of_with_what_it_said(site: Site, build: Build) -> None:
    stack = build([counter(site, "well", "quiet"), shell(site, "broken", "echo no such wall >&2; exit 3")])
    with pytest.raises(NotReady, match=r"(?s)broken ends again and again.*no such wall"):
        stack.up()
    assert stack.process("well")

    assert stack.down()  # in the middle of the crash loop

    assert not leftovers.find(site.state)


def test_a_program_that_is_not_there_is_told_of(site: Site, build: Build) -> None:
    stack = build([program(site, "absent", "/nowhere/to/be/found")])
    with pytest.raises(NotReady, match=r"(?s)absent ends again and again.*not started.*/nowhere/to/be/found"):
        stack.up()


def test_a_process_that_is_stopped_stays_so_until_it_is_started(site: Site, build: Build) -> None:
    stubborn = shell(site, "stubborn", 'trap "" TERM; touch "$0"; while :; do sleep 0.1; done', 0.3)
    stack = build([stubborn, counter(site, "other", "quiet")])
    stack.up()
    stack.stop("stubborn")
    assert set(stack.processes()) == {"other"}
    stack.up(only=["other"])
    assert set(stack.processes()) == {"other"}
    stack.start("stubborn")
    assert set(stack.processes()) == {"stubborn", "other"}


def test_a_process_that_takes_its_disk_for_full_is_restarted_when_there_is_room(
    site: Site, build: Build
) -> None:
    complains = 'while :; do echo "write log: no space left on device"; sleep 0.1; done'
    says = f'touch "$0"; if mkdir "$0.once"; then {complains}; else exec sleep 1000; fi'
    store = replace(
        shell(site, "store", says), says_when_stuck="no space left on device", stuck_after_seconds=0.3
    )
    stack = build([store, shell(site, "other", says)])
    stack.up()

    def restarts() -> dict[str, int]:
        return {name: life.restarts for name, (life, _) in stack.lives()}

    killing.until(lambda: restarts() == {"store": 1, "other": 0}, BACK_WITHIN_SECONDS, restarts)


def test_a_process_that_could_not_write_is_ended_at_once_and_started_anew(site: Site, build: Build) -> None:
    says = 'touch "$0"; if mkdir "$0.once"; then echo "log ended: enospc"; fi; exec sleep 1000'
    broker = replace(shell(site, "broker", says), says_when_torn="log ended")
    stack = build([broker, shell(site, "other", says)])
    stack.up()

    def restarts() -> dict[str, int]:
        return {name: life.restarts for name, (life, _) in stack.lives()}

    killing.until(lambda: restarts() == {"broker": 1, "other": 0}, BACK_WITHIN_SECONDS, restarts)


def test_who_could_not_write_waits_for_room(monkeypatch: pytest.MonkeyPatch) -> None:
    free = [ROOM_BYTES]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free[0]))
    torn = Torn(b"log ended", Path("/"))
    assert not torn.hear(b"all is well")
    assert not torn.waits()  # what ends for another reason is begun again, also on a full disk
    assert [torn.hear(b"the log ended") for _ in range(3)] == [True, False, False]
    assert torn.waits()
    free[0] = ROOM_BYTES + 1
    assert not torn.waits()
    torn.forget()
    free[0] = ROOM_BYTES
    assert not torn.waits()
    assert torn.hear(b"the log ended")  # the next life ends of it as well


def test_who_is_stuck_goes_on_saying_so_while_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    free = [ROOM_BYTES + 1]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free[0]))
    stuck = Stuck(b"no space left", 60.0, Path("/"))

    def heard(*at: float, line: bytes = b"write: no space left on device") -> list[float]:
        return [one for one in at if stuck.hear(line, one)]

    assert heard(0, 30, 59) == []  # not yet
    assert heard(59 + QUIET_SECONDS + 1, 130) == []  # it was quiet: from the beginning
    assert heard(140, 160, 170, line=b"all is well") == []
    assert heard(150, 164, 165) == [165]
    assert heard(*range(166, 765)) == []  # not again and again
    free[0] = ROOM_BYTES
    assert heard(*range(765, 900)) == []  # it is full
    free[0] = ROOM_BYTES + 1
    assert heard(*range(900, 970)) == [960]


def test_what_a_killed_supervisor_left_is_ended(site: Site, build: Build) -> None:
    stack = build([counter(site, "orphan", "parent")])
    stack.up()
    supervisor(site).kill()
    stack.down()  # says nothing of what ended by itself meanwhile, since nobody read any more what it wrote
    assert not leftovers.find(site.state)
    assert not stack.down()


def test_what_runs_goes_on_while_nothing_can_be_written_down(site: Site, build: Build) -> None:
    stack = build([counter(site, "well", "quiet")])
    stack.up()
    in_the_way = site.registry.with_suffix(".new")
    in_the_way.mkdir()
    first = stack.kill("well")
    killing.until(lambda: first not in children(site) and bool(children(site)), 30.0, lambda: children(site))
    assert not stack.processes()

    in_the_way.rmdir()
    for child in children(site).values():
        child.kill()

    stack.wait_ready("well")
    assert set(stack.processes().values()) == set(children(site))


def children(site: Site) -> dict[int, psutil.Process]:
    return {child.pid: child for child in supervisor(site).children()}
