"""The invariants bite: each is shown what it must not let pass."""

import aio_pika
import pytest

from deploy.demo.journey import Journey
from tests.chaos import invariants
from tests.chaos.books import rows
from tests.chaos.faults import World
from tests.chaos.walk import Walk, a_cast

pytestmark = [pytest.mark.chaos, pytest.mark.stack]

DEAD = "workflows.events.dead"
# Invariant → the service in whose database something is wrong, and what; $1 is the application.
PLANTED = {
    invariants.timeline_is_gapless: (
        "declaration",
        "delete from moves where declaration_id = $1 and position = 5",
    ),
    invariants.each_task_is_decided_once: (
        "review",
        "update tasks set state = 'open', closed_at = null where application_id = $1 and stage <> 'employer'",
    ),
    invariants.fee_is_paid_once: (
        "payment",
        """
        insert into payments (id, city, order_id, charge_id, channel, transaction_id, amount_fen, currency,
            paid_at, told_by, refund_reason)
        select gen_random_uuid(), city, order_id, charge_id, channel, 'again', amount_fen, currency, paid_at,
            told_by, 'already_paid'
        from payments where order_id in (select id from orders where application_id = $1)
        """,
    ),
    invariants.case_file_is_intact: (
        "declaration",
        "update declarations set sections = sections - 4 where id = $1",
    ),
}


async def test_each_invariant_sees_what_is_wrong(world: World) -> None:
    async with Journey(world.house, a_cast(), await world.house.temporal()) as journey:
        await Walk(journey).rest()
        await invariants.hold(world, [journey])
        for invariant, (service, wrong) in PLANTED.items():
            await rows(world.stack, service, wrong, journey.application_id)
            with pytest.raises(AssertionError):
                await invariant(world, journey)
        await _a_message_too_many(world, journey)
        await _a_name_in_the_log(world, journey)
    await _a_dead_letter(world)


async def _a_message_too_many(world: World, journey: Journey) -> None:
    again = """
        insert into messages (id, city, recipient_id, template, text, state, changed_at)
        select gen_random_uuid(), city, recipient_id, template, text, state, changed_at
        from messages where recipient_id = $1 limit 1
        """
    person = await invariants.person(world, journey)
    await rows(world.stack, "notification", again, person)
    with pytest.raises(AssertionError):
        await invariants.each_message_arrives_once(world, journey, 0)


async def _a_name_in_the_log(world: World, journey: Journey) -> None:
    with world.stack.site.log.open("a", encoding="utf-8") as log:
        log.write(f"planted: {journey.cast.applicant_name}\n")
    with pytest.raises(AssertionError):
        await invariants.nobody_is_named_in_the_log(world, journey)


async def _a_dead_letter(world: World) -> None:
    async with await aio_pika.connect(world.stack.environment("review")["REVIEW_AMQP_URL"]) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(DEAD, passive=True)
        await channel.default_exchange.publish(aio_pika.Message(b"{}"), DEAD)
        with pytest.raises(AssertionError):
            await invariants.nothing_waits(world)
        await queue.purge()
