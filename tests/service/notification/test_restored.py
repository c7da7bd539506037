"""The broker between notification and the SMS centre was lost: what has no receipt is handed over again."""

from contracts.notification import Template
from kit.clock import now
from kit.db import Pool, transaction
from services.notification import operations
from services.notification.domain import HIDDEN
from tests.service.notification.conftest import NOON, Desk, a_message, handed_over


async def _again(pool: Pool) -> int:
    async with transaction(pool) as conn:
        return await operations.hand_over_again(conn, at=now())


async def test_what_has_no_receipt_goes_to_the_centre_under_its_id(pool: Pool, desk: Desk) -> None:
    message = a_message()
    await handed_over(pool, desk, message)
    await pool.execute("update outbox set sent_at = now()")
    assert await _again(pool) == 1
    assert await pool.fetchval("select state from messages where id = $1", message.id) == "ready"
    (topic,) = await pool.fetch("select topic, body from outbox where sent_at is null")
    await desk.event(topic["topic"], topic["body"])
    assert await pool.fetchval("select state from messages where id = $1", message.id) == "handed_over"


async def test_what_was_delivered_or_held_a_secret_is_not_sent_again(pool: Pool, desk: Desk) -> None:
    for template, state, text in (
        (Template.ARCHIVE_VERIFIED, "delivered", "档案审核通过"),
        (Template.ARCHIVE_VERIFIED, "handed_over", f"验证码 {HIDDEN}"),
    ):
        message = a_message(template)
        await handed_over(pool, desk, message)
        await pool.execute(
            "update messages set state = $2, text = $3, changed_at = $4 where id = $1",
            *(message.id, state, text, NOON),
        )
    assert await _again(pool) == 0
