"""A fee that was paid and that no workflow has taken is found, until the workflow has it sealed."""

from contracts.payment import SealSettlement, Settled
from contracts.stuck import Kind
from kit.clock import now
from kit.ids import derived
from tests.fixtures.stuck import HOUR, a_question
from tests.service.payment.world import World


async def test_what_was_paid_is_missed_until_the_workflow_goes_on(world: World) -> None:
    accepted = await world.paid()
    await world.file.publish_key(accepted.id, world.file.new_key())
    assert (await world.activities.find_stuck(a_question(now()))).findings == ()
    later = a_question(now() + 2 * HOUR)
    found = await world.activities.find_stuck(later)
    (finding,) = found.findings
    assert (finding.kind, finding.city, finding.case_id) == (
        Kind.PAID_NOT_ADVANCED,
        "shaoxing",
        accepted.id,
    )
    assert finding.subject_id == derived(Settled.topic, accepted.order_id)
    assert [(count.city, count.count) for count in found.counts] == [("shaoxing", 1)]
    for changes in ({"city": "xinhai"}, {"kind": Kind.RETRYING}, {"case_id": accepted.order_id}):
        assert (await world.activities.find_stuck(a_question(later.at, **changes))).findings == ()
    await world.activities.seal_settlement(
        SealSettlement(order_id=accepted.order_id, name="settlement", previous="")
    )
    assert (await world.activities.find_stuck(later)).findings == ()
