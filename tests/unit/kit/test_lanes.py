"""Requests of one address wait for one another and for nobody else."""

import asyncio

import pytest

from kit.lanes import Lanes, TooMany


async def test_only_so_many_of_an_address_are_worked_on_and_others_do_not_notice() -> None:
    lanes, going_on, begun = Lanes(2, 100), asyncio.Event(), list[str]()

    async def work(address: str) -> None:
        with lanes.enter(address):
            async with lanes.place(address):
                begun.append(address)
                await going_on.wait()

    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(work("many"))
        group.create_task(work("one"))
        while "one" not in begun:
            await asyncio.sleep(0)
        assert begun.count("many") == 2
        going_on.set()
    assert begun.count("many") == 5


async def test_an_address_that_goes_on_and_on_goes_at_its_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    time, waited = [1000.0], list[float]()
    lanes = Lanes(6, 10, clock=lambda: time[0])

    async def wait(seconds: float) -> None:
        waited.append(round(seconds, 6))

    async def ask(address: str, times: int) -> list[float]:
        waited.clear()
        for _ in range(times):
            async with lanes.place(address):
                pass
        return waited

    monkeypatch.setattr("kit.lanes.asyncio.sleep", wait)
    assert await ask("busy", 29) == []
    assert [one for one in await ask("busy", 4) if one] == [0.1, 0.2, 0.3]
    assert await ask("calm", 1) == []
    time[0] += 0.3 + 1.05
    assert await ask("busy", 10) == []
    assert await ask("busy", 1) == [0.05]


def test_more_than_may_wait_are_refused_until_some_have_left() -> None:
    lanes = Lanes(1, 100, most=2)
    with lanes.enter("many"):
        with lanes.enter("many"), pytest.raises(TooMany), lanes.enter("many"):
            pass
        with lanes.enter("many"), lanes.enter("other"):
            pass
