import asyncio
from datetime import timedelta

import pytest

from contracts.identity import ContactChanged
from contracts.notification import Message, Template
from kit.db import Pool, transaction
from kit.errors import NotFound
from kit.ids import new_id
from services.notification import operations, store
from tests.service.notification.conftest import CIPHER, CITIES, MOBILE, NOON, a_contact, a_message

PLAN = "2022年度绍兴市生态环境专业工程师专业技术职务任职资格评审申报计划"


async def _take(pool: Pool, *messages: Message) -> None:
    for message in messages:
        async with transaction(pool) as conn:
            await operations.take_over(conn, CITIES, message, at=NOON)


async def _know(pool: Pool, *contacts: ContactChanged) -> None:
    for contact in contacts:
        async with transaction(pool) as conn:
            await operations.keep_contact(conn, CIPHER, contact, at=NOON)


async def _states(pool: Pool) -> list[str]:
    return [row["state"] for row in await pool.fetch("select state from messages order by created_at")]


async def _told(pool: Pool) -> int:
    count: int = await pool.fetchval("select count(*) from outbox")
    return count


async def test_a_message_to_a_known_number_is_ready_at_once(pool: Pool) -> None:
    message = a_message()
    await _know(pool, a_contact(message.recipient_id))

    await _take(pool, message)

    assert (await _states(pool), await _told(pool)) == (["ready"], 1)


async def test_a_message_told_twice_is_one_message(pool: Pool) -> None:
    message = a_message()
    await _know(pool, a_contact(message.recipient_id))

    await _take(pool, message, message)

    assert (await _states(pool), await _told(pool)) == (["ready"], 1)


async def test_a_message_waits_for_its_number_and_then_leaves(pool: Pool) -> None:
    message = a_message()
    await _take(pool, message)
    waiting = await _states(pool), await _told(pool)

    await _know(pool, a_contact(new_id()), a_contact(message.recipient_id))

    assert waiting == (["waiting"], 0)
    assert (await _states(pool), await _told(pool)) == (["ready"], 1)


async def test_a_message_and_its_number_never_miss_each_other(pool: Pool) -> None:
    messages = [a_message() for _ in range(30)]

    await asyncio.gather(
        *(
            work
            for message in messages
            for work in (_take(pool, message), _know(pool, a_contact(message.recipient_id)))
        )
    )

    assert (set(await _states(pool)), await _told(pool)) == ({"ready"}, 30)


async def test_an_older_number_never_replaces_a_newer_one(pool: Pool) -> None:
    holder = new_id()
    newer, older = a_contact(holder), a_contact(holder, "13900009999", NOON - timedelta(1))

    await _know(pool, newer, older, newer)

    kept = await pool.fetchval("select mobile_encrypted from recipients where id = $1", holder)
    assert CIPHER.decrypt(kept) == MOBILE


async def test_numbers_are_stored_encrypted_only(pool: Pool) -> None:
    message = a_message()
    await _know(pool, a_contact(message.recipient_id))
    await _take(pool, message)

    for table in ("recipients", "messages", "outbox"):
        assert MOBILE not in str(await pool.fetch(f"select * from {table}"))  # noqa: S608 - names of ours


@pytest.mark.rule("A9.1")
async def test_the_message_of_acceptance_names_plan_sum_and_deadline(pool: Pool) -> None:
    facts = {"plan": "2022-engineer", "item": "评审费", "amount": "180.00", "due": "2022年10月13日 24:00"}

    await _take(pool, a_message(Template.FEE_DUE, facts=facts))

    text = await pool.fetchval("select text from messages")
    assert text.startswith("【12333】")
    assert all(fact in text for fact in (PLAN, "180.00元", "2022年10月13日 24:00"))


@pytest.mark.rule("E2.1")
async def test_the_reminder_of_a_letter_names_its_last_day(pool: Pool) -> None:
    await _take(pool, a_message(Template.AUTHORISATION_ENDING, facts={"due": "2025年11月27日 24:00"}))

    text = await pool.fetchval("select text from messages")
    assert "授权将于2025年11月27日 24:00到期" in text
    assert "委托证明" in text


async def test_a_kind_that_is_missed_shows_by_its_absence(pool: Pool) -> None:
    told = a_message(Template.FEE_PAID, facts={"plan": "2022-engineer", "item": "评审费"})
    await _take(pool, a_message(), told)
    await pool.execute(
        "update messages set created_at = created_at - interval '4 days' where id = $1", told.id
    )
    async with transaction(pool) as conn:
        found = {figure.name: dict(numbers) for figure, numbers in (await store.figures(conn)).items()}
    assert found == {
        "messages": {("shaoxing", "waiting"): 2},
        "messages_of_kind": {
            ("archive_verified", "three_days"): 1,
            ("archive_verified", "week"): 1,
            ("fee_paid", "three_days"): 0,
            ("fee_paid", "week"): 1,
        },
    }


@pytest.mark.parametrize("changes", [{"city": "atlantis"}, {"facts": {"plan": "1999"}}])
async def test_a_message_of_an_unknown_city_or_plan_is_refused(
    pool: Pool, changes: dict[str, object]
) -> None:
    with pytest.raises(NotFound):
        await _take(pool, a_message(Template.FEE_PAID, **changes))

    assert await _states(pool) == []
