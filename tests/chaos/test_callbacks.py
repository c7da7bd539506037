"""The payment channel tells of a payment twice, late, or never: it counts, once."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from kit.process import together
from tests.chaos import invariants
from tests.chaos.faults import World
from tests.chaos.payer import Insists, Payer, ToldLate, ToldTwice, Trusts
from tests.chaos.walk import STUCK_SECONDS, Walk, a_cast

pytestmark = [pytest.mark.chaos, pytest.mark.stack]


@pytest.mark.parametrize(
    ("payers", "reminders"),
    [
        pytest.param((ToldTwice, ToldLate), 0, id="told-twice-and-late"),
        pytest.param((Insists,), 0, id="lost-and-asked-for"),
        pytest.param((Trusts,), 2, id="lost-until-the-deadline"),
    ],
)
async def test_a_payment_counts_once(world: World, payers: tuple[type[Payer], ...], reminders: int) -> None:
    async with asyncio.timeout(STUCK_SECONDS), AsyncExitStack() as opened:
        client = await world.house.temporal()
        journeys = [
            await opened.enter_async_context(payer(world.house, a_cast(), client)) for payer in payers
        ]
        await together(*(Walk(journey).rest() for journey in journeys))
        await invariants.hold(world, journeys, invariants.WITH_THE_FORM.reminded(reminders))
