"""A message that did not arrive is sent again: as another one, once for each act, never what is secret."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python

from contracts.application import derived_id
from contracts.notification import Message, Template
from contracts.remedies import Act, OneCase
from kit.clock import now
from kit.db import Pool
from kit.ids import new_id
from services.notification.activities import Activities
from tests.fixtures.remedies import an_act, contents
from tests.fixtures.stuck import a_question
from tests.service.notification.conftest import CIPHER, CITIES, Desk, a_contact, a_message, handed_over

LONG_AGO = timedelta(hours=3)


def asked(about: UUID, **changes: Any) -> OneCase:
    return an_act(CIPHER, Act.REDELIVER, about, **changes)


async def notice(pool: Pool, desk: Desk, case_id: UUID, position: int = 2, **changes: Any) -> Message:
    """What a case told its applicant, handed over."""
    message = a_message(Template.ARCHIVE_RETURNED, id=derived_id(case_id, "message", position), **changes)
    await handed_over(pool, desk, message)
    return message


async def answered(desk: Desk, message_id: UUID, state: str) -> None:
    receipt: dict[str, object] = {"id": str(message_id), "state": state, "at": now().isoformat()}
    await desk.receipt("", receipt)


async def rows(pool: Pool) -> list[Mapping[str, Any]]:
    return [dict(row) for row in await pool.fetch("select * from messages order by created_at")]


async def run_outbox(pool: Pool, desk: Desk) -> None:
    for row in await pool.fetch("select topic, body from outbox where sent_at is null order by position"):
        await desk.event(row["topic"], row["body"])


async def test_what_failed_is_sent_again_under_another_id_to_the_number_of_today(
    pool: Pool, desk: Desk
) -> None:
    case_id, activities = new_id(), Activities(pool, CITIES, CIPHER)
    message = await notice(pool, desk, case_id)
    await answered(desk, message.id, "failed")
    changed = a_contact(message.recipient_id, "13900005678", at=now())
    await desk.event(changed.topic, to_jsonable_python(asdict(changed)))
    before = await contents(pool)
    assert (await activities.remedy(asked(case_id, is_dry_run=True))).code == "would_do"
    assert await contents(pool) == before
    one = asked(case_id)
    codes = [(await activities.remedy(one)).code for _ in range(2)]
    assert codes == ["done", "unchanged"]
    await run_outbox(pool, desk)
    old, new = await rows(pool)
    assert (old["state"], old["repeated_by"], new["repeated_by"]) == ("failed", new["id"], None)
    assert (new["state"], new["text"], new["sent_to"]) == ("handed_over", old["text"], "139****5678")
    assert len({one.message_id for one in await desk.taken()}) == 2
    await answered(desk, new["id"], "delivered")
    assert (await activities.find_stuck(a_question(now() + LONG_AGO))).findings == ()


async def test_what_failed_again_is_found_by_its_case_again(pool: Pool, desk: Desk) -> None:
    case_id, activities = new_id(), Activities(pool, CITIES, CIPHER)
    message = await notice(pool, desk, case_id)
    await answered(desk, message.id, "failed")
    await activities.remedy(asked(case_id))
    await run_outbox(pool, desk)
    _, second = await rows(pool)
    on_its_way = await activities.remedy(asked(case_id))
    await answered(desk, second["id"], "failed")
    assert (await activities.remedy(asked(case_id))).code == "done"
    assert (on_its_way.is_done, on_its_way.code) == (False, "NothingUndelivered")
    assert [row["repeated_by"] is None for row in await rows(pool)] == [False, False, True]


async def test_a_message_without_a_receipt_is_sent_again_after_a_while(pool: Pool, desk: Desk) -> None:
    activities, message = Activities(pool, CITIES, CIPHER), a_message()
    await handed_over(pool, desk, message)
    early = await activities.remedy(asked(message.id))
    late = await activities.remedy(asked(message.id, at=now() + LONG_AGO))
    assert (early.code, late.code) == ("NothingUndelivered", "done")


async def test_one_that_never_left_is_told_of_again_and_stays_one(pool: Pool, desk: Desk) -> None:
    activities, message = Activities(pool, CITIES, CIPHER), a_message()
    contact = a_contact(message.recipient_id)
    await desk.event(contact.topic, to_jsonable_python(asdict(contact)))
    await activities.send(message)
    await pool.execute("update outbox set sent_at = now()")
    assert (await activities.remedy(asked(message.id))).code == "done"
    await run_outbox(pool, desk)
    assert [row["state"] for row in await rows(pool)] == ["handed_over"]


async def test_what_arrived_or_is_secret_or_waits_for_its_number_is_refused(pool: Pool, desk: Desk) -> None:
    activities = Activities(pool, CITIES, CIPHER)
    arrived, waiting = a_message(), a_message()
    secret = a_message(Template.RECOVERY_CODE, facts={"code": "●●●●●●"})
    former = a_message(Template.MOBILE_CHANGED)
    for message in (arrived, secret, former):
        await handed_over(pool, desk, message)
        await pool.execute("delete from outbox")
    await activities.send(waiting)
    await answered(desk, arrived.id, "delivered")
    for message in (secret, former):
        await answered(desk, message.id, "failed")
    found = [
        (await activities.remedy(asked(one.id, at=now() + LONG_AGO)))
        for one in (arrived, waiting, secret, former)
    ]
    assert not any(one.is_done for one in found)
    assert [one.code for one in found] == ["NothingUndelivered"] * 2 + ["NotRepeatable"] * 2
    assert not [row for row in await rows(pool) if row["repeated_by"]]
