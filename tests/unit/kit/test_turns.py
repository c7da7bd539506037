"""Places are shared: nobody has all of them, lines are served in turn, who gives up harms nobody."""

import asyncio
from asyncio import Event, Task

import pytest

from kit.turns import LineIsFull, Turns


class Work:
    """Jobs that end when they are told to, and the order in which they began."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.began: list[str] = []
        self.ends: dict[str, Event] = {}

    async def _do(self, key: str | None, name: str) -> None:
        async with self.turns.one(key):
            self.began.append(name)
            await self.ends[name].wait()

    async def ask(self, key: str | None, *names: str) -> list[Task[None]]:
        asked = []
        for name in names:
            self.ends[name] = Event()
            asked.append(asyncio.create_task(self._do(key, name)))
        await settle()
        return asked

    async def end(self, name: str) -> None:
        self.ends[name].set()
        await settle()


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_says_no_key_has_a_line_as_well() -> None:
    work = Work(Turns(2))
    await work.ask(None, "n1", "n2")
    await work.ask("calm", "c1")
    assert work.began == ["n1", "c1"]
    await work.end("n1")
    assert work.began == ["n1", "c1", "n2"]
    await work.end("n2")
    await work.end("c1")


async def test_one_key_never_has_all_places() -> None:
    work = Work(Turns(2))
    many = await work.ask("busy", "b1", "b2", "b3")
    assert work.began == ["b1"]
    (other,) = await work.ask("calm", "c1")
    assert work.began == ["b1", "c1"]
    await work.end("b1")
    assert work.began == ["b1", "c1", "b2"]
    for name in ("b2", "b3", "c1"):
        await work.end(name)
    await asyncio.gather(*many, other)


async def test_lines_are_served_in_turn_however_long_they_are() -> None:
    work = Work(Turns(1))
    tasks = await work.ask("busy", *(f"b{number}" for number in range(1, 6)))
    for key in ("c", "d"):
        tasks += await work.ask(key, f"{key}1", f"{key}2")
    for _ in range(9):
        await work.end(work.began[-1])
    await asyncio.gather(*tasks)
    assert work.began == ["b1", "b2", "c1", "d1", "b3", "c2", "d2", "b4", "b5"]


async def test_who_gives_up_leaves_the_line() -> None:
    turns = Turns(1)
    work = Work(turns)
    first, second, third = await work.ask("a", "1", "2", "3")
    second.cancel()
    await settle()
    assert turns.waiting("a") == 1
    await work.end("1")
    assert work.began == ["1", "3"]
    await work.end("3")
    await asyncio.gather(first, third)


async def test_a_place_that_comes_in_the_moment_of_giving_up_goes_to_the_next() -> None:
    work = Work(Turns(1))
    first, second, third = await work.ask("a", "1", "2", "3")
    work.ends["1"].set()
    while not first.done():
        await asyncio.sleep(0)
    second.cancel()  # its turn was called, and it has not run since
    await settle()
    assert work.began[-1] == "3"
    await work.end("3")
    await third
    with pytest.raises(asyncio.CancelledError):
        await second


async def test_who_gives_up_in_the_moment_before_its_turn_is_passed_over() -> None:
    work = Work(Turns(1))
    first, second, third = await work.ask("a", "1", "2", "3")
    second.cancel()
    first.cancel()  # both before anybody runs again
    await settle()
    assert work.began == ["1", "3"]
    await work.end("3")
    await third


async def test_a_line_that_is_full_takes_nobody_and_the_others_go_on() -> None:
    work = Work(Turns(1, longest=2))
    tasks = await work.ask("busy", "b1", "b2", "b3")
    with pytest.raises(LineIsFull):
        async with work.turns.one("busy"):
            pass
    tasks += await work.ask("calm", "c1")
    for name in ("b1", "b2", "c1", "b3"):
        await work.end(name)
    await asyncio.gather(*tasks)
    assert work.began == ["b1", "b2", "c1", "b3"]


async def test_a_share_can_be_named_and_one_place_is_everybodys() -> None:
    work = Work(Turns(4, share=2))
    tasks = await work.ask("busy", "b1", "b2", "b3")
    assert work.began == ["b1", "b2"]
    for name in ("b1", "b2", "b3"):
        await work.end(name)
    await asyncio.gather(*tasks)
