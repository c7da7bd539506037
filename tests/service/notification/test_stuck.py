"""Messages that failed or have no receipt are found; one that waits for a number waits for nobody of ours."""

from datetime import timedelta

from contracts.notification import Template
from contracts.stuck import Kind
from kit.clock import now
from kit.db import Pool, transaction
from services.notification import operations, store
from services.notification.activities import Activities
from services.notification.domain import State
from tests.fixtures.stuck import HOUR, a_question
from tests.service.notification.conftest import CIPHER, CITIES, NOON, a_contact, a_message


async def test_a_message_is_missed_until_its_receipt_says_that_it_arrived(pool: Pool) -> None:
    message, unknown = a_message(Template.ARCHIVE_RETURNED), a_message()
    at, activities = now(), Activities(pool, CITIES, CIPHER)
    await activities.send(unknown)
    async with transaction(pool) as conn:
        await operations.keep_contact(conn, CIPHER, a_contact(message.recipient_id), at=NOON)
    await activities.send(message)
    later = a_question(at + 2 * HOUR)
    assert (await activities.find_stuck(a_question(at))).findings == ()
    (finding,) = (await activities.find_stuck(later)).findings
    assert (finding.kind, finding.subject_id, finding.case_id) == (
        Kind.MESSAGE_UNDELIVERED,
        message.id,
        None,
    )
    assert (finding.city, finding.party, finding.detail) == ("shaoxing", "短信中心", "archive_returned/ready")
    async with transaction(pool) as conn:
        await operations.record_hand_over(conn, message.id, mobile="13800001234", at=at)
    (finding,) = (await activities.find_stuck(later)).findings
    assert finding.detail == "archive_returned/handed_over"
    async with transaction(pool) as conn:
        await store.close_message(conn, message.id, state=State.FAILED, at=at)
    soon = a_question(at + timedelta(minutes=1))  # what failed need not be waited for
    (finding,) = (await activities.find_stuck(soon)).findings
    assert finding.detail == "archive_returned/failed"
    for changes in ({"city": "xinhai"}, {"kind": Kind.RETRYING}, {"case_id": message.id}):
        assert (await activities.find_stuck(a_question(later.at, **changes))).findings == ()
    async with transaction(pool) as conn:
        await store.close_message(conn, message.id, state=State.DELIVERED, at=at + timedelta(minutes=1))
    assert (await activities.find_stuck(later)).findings == ()
