"""The invariants bite: each is shown what it must not let pass."""

import aio_pika
import pytest

from deploy.demo.journey import Journey
from tests.chaos import invariants, meetings
from tests.chaos.books import rows
from tests.chaos.faults import World
from tests.chaos.sitting import Sitting
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
# The same of a meeting, and what puts it right again: those that come later meet for the same plan.
PLANTED_AT_A_MEETING = {
    meetings.roster_was_frozen_once: (
        "review",
        "update candidates set number = number + 1000 where application_id = $1",
        "update candidates set number = number - 1000 where application_id = $1",
    ),
    meetings.each_vote_counts_once: (
        "review",
        "update tallies set yes = yes - 1, no = no + 1 where application_id = $1",
        "update tallies set yes = yes + 1, no = no - 1 where application_id = $1",
    ),
    meetings.each_result_is_told_once: (
        "review",
        "update outbox set topic = 'again.judged' where topic = 'review.judged' and about = $1",
        "update outbox set topic = 'review.judged' where topic = 'again.judged' and about = $1",
    ),
    meetings.each_elected_is_public_once: (
        "review",
        "update releases set serial = serial + 1000 where application_id = $1",
        "update releases set serial = serial - 1000 where application_id = $1",
    ),
    meetings.each_title_is_in_the_archive_once: (
        "archive",
        "update items set deleted_at = now() where kind = 'title' and $1::uuid is not null",
        "update items set deleted_at = null where kind = 'title' and $1::uuid is not null",
    ),
}


async def test_each_invariant_sees_what_is_wrong(world: World) -> None:
    async with Journey(world.house, a_cast(), await world.house.temporal()) as journey:
        await Walk(journey).rest()
        await invariants.hold(world, [journey])
        for invariant, (service, wrong) in PLANTED.items():
            await rows(world.stack, service, wrong, journey.application_id)
            with pytest.raises(AssertionError):
                await invariant(world, journey, invariants.WITH_THE_FORM)
        await _a_message_too_many(world, journey)
        await _a_name_in_the_log(world, journey)
    await _a_dead_letter(world)


async def test_each_invariant_of_a_meeting_sees_what_is_wrong(world: World) -> None:
    async with Journey(world.house, a_cast(), await world.house.temporal()) as journey:
        await Walk(journey).rest()
        await Walk(Sitting(met=[journey])).rest()
        met = meetings.Met(meeting=journey.meeting, elected=[journey])
        await meetings.hold(world, met, *meetings.OF_PUBLIC_RESULTS)
        for invariant, (service, wrong, right) in PLANTED_AT_A_MEETING.items():
            await rows(world.stack, service, wrong, journey.application_id)
            with pytest.raises(AssertionError):
                await invariant(world, met)
            await rows(world.stack, service, right, journey.application_id)
        await meetings.hold(world, met, *meetings.OF_PUBLIC_RESULTS)
        await invariants.hold(world, [journey], invariants.WITH_THE_TITLE)


async def _a_message_too_many(world: World, journey: Journey) -> None:
    again = """
        insert into messages (id, city, recipient_id, template, text, state, changed_at)
        select gen_random_uuid(), city, recipient_id, template, text, state, changed_at
        from messages where recipient_id = $1 limit 1
        """
    person = await invariants.person(world, journey)
    await rows(world.stack, "notification", again, person)
    with pytest.raises(AssertionError):
        await invariants.each_message_arrives_once(world, journey, invariants.WITH_THE_FORM)


async def _a_name_in_the_log(world: World, journey: Journey) -> None:
    with world.stack.site.log.open("a", encoding="utf-8") as log:
        log.write(f"planted: {journey.cast.applicant_name}\n")
    with pytest.raises(AssertionError):
        await invariants.nobody_is_named_in_the_log(world, journey, invariants.WITH_THE_FORM)


async def _a_dead_letter(world: World) -> None:
    async with await aio_pika.connect(world.stack.environment("review")["REVIEW_AMQP_URL"]) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(DEAD, passive=True)
        await channel.default_exchange.publish(aio_pika.Message(b"{}"), DEAD)
        with pytest.raises(AssertionError):
            await invariants.nothing_waits(world)
        await queue.purge()
