"""Requests of one address wait for one another and for nobody else."""

import asyncio

import pytest

from kit.lanes import Lanes, TooMany


async def test_only_so_many_of_an_address_are_worked_on_and_others_do_not_notice() -> None:
    lanes, going_on, begun = Lanes(2), asyncio.Event(), list[str]()

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


def test_more_than_may_wait_are_refused_until_some_have_left() -> None:
    lanes = Lanes(1, most=2)
    with lanes.enter("many"):
        with lanes.enter("many"), pytest.raises(TooMany), lanes.enter("many"):
            pass
        with lanes.enter("many"), lanes.enter("other"):
            pass
