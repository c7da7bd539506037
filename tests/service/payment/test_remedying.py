"""A case that paid and does not go on is told again of what was paid."""

import pytest

from contracts.payment import SealSettlement, Settled
from contracts.remedies import Act
from contracts.stuck import Kind
from kit.clock import now
from tests.fixtures.remedies import an_act, contents
from tests.fixtures.stuck import HOUR, a_question
from tests.service.payment.world import World


@pytest.mark.rule("A9.2")
async def test_what_was_paid_is_told_again_once_for_each_act(world: World) -> None:
    accepted = await world.paid()
    await world.rows("update outbox set sent_at = now()")
    one = an_act(world.settings.field_cipher(), Act.NUDGE, accepted.id)
    trial = an_act(world.settings.field_cipher(), Act.NUDGE, accepted.id, is_dry_run=True)
    before = await contents(world.pool)
    assert (await world.activities.remedy(trial)).code == "would_do"
    assert await contents(world.pool) == before
    first = await world.activities.remedy(one)
    assert [row["topic"] for row in await world.rows("select topic from outbox where sent_at is null")] == [
        Settled.topic
    ]
    await world.rows("update outbox set sent_at = now()")
    assert ((await world.activities.remedy(one)).code, first.code) == ("unchanged", "done")
    assert not await world.rows("select topic from outbox where sent_at is null")


async def test_a_case_that_paid_and_stands_is_found_until_its_workflow_has_heard(world: World) -> None:
    accepted = await world.paid()
    later = a_question(now() + 2 * HOUR)
    (finding,) = (await world.activities.find_stuck(later)).findings
    assert (finding.kind, finding.case_id) == (Kind.PAID_NOT_ADVANCED, accepted.id)
    one = an_act(world.settings.field_cipher(), Act.NUDGE, accepted.id)
    assert (await world.activities.remedy(one)).code == "done"
    heard = SealSettlement(order_id=accepted.order_id, name="settlement", previous="")
    await world.file.publish_key(accepted.id, world.file.new_key())
    await world.activities.seal_settlement(heard)
    assert (await world.activities.find_stuck(later)).findings == ()


async def test_a_case_that_paid_nothing_has_nothing_to_be_told(world: World) -> None:
    accepted = await world.accepted()
    one = an_act(world.settings.field_cipher(), Act.NUDGE, accepted.id)
    told = await world.activities.remedy(one)
    assert (told.is_done, told.code) == (True, "unchanged")
