import asyncio
import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pydantic_core import to_jsonable_python

from contracts.archive import VerificationDecided
from contracts.employers import EmployerDecided
from contracts.events import Event
from contracts.identity import CorrectionDecided, MobileChangeAsked, RecoveryAsked
from contracts.meetings import BallotAsked
from contracts.notification import Message, MessageReady, Template
from contracts.recommendation import Asking, ExpertAsked
from deploy.local.stack import Stack
from kit.db import Pool
from kit.ids import new_id
from services.notification.activities import Activities
from tests.service.notification.conftest import (
    CIPHER,
    CITIES,
    MOBILE,
    NOON,
    Desk,
    a_contact,
    a_message,
    letter_of,
)

RECEIPTS = Path(__file__).parent / "files/receipts.jsonl"


async def _tell(desk: Desk, event: Event) -> None:
    await desk.event(event.topic, to_jsonable_python(asdict(event)))


async def _send(pool: Pool, *messages: Message) -> None:
    for message in messages:
        await Activities(pool, CITIES, CIPHER).send(message)


async def _relay(pool: Pool, desk: Desk) -> None:
    """Deliver everything in the outbox to the service itself, as the relay does."""
    for row in await pool.fetch("select topic, body from outbox order by position"):
        assert row["topic"] == MessageReady.topic
        await desk.event(row["topic"], row["body"])


async def _state(pool: Pool, message_id: UUID) -> str:
    state: str = await pool.fetchval("select state from messages where id = $1", message_id)
    return state


def _receipt(message: Message, state: str = "delivered") -> dict[str, object]:
    return {"id": str(message.id), "state": state, "at": NOON.isoformat()}


@pytest.mark.rule("E2.2")
@pytest.mark.parametrize(("is_approved", "words"), [(True, "已审核通过"), (False, "未通过审核")])
async def test_the_clerk_of_an_employer_is_told_the_decision(
    pool: Pool, desk: Desk, *, is_approved: bool, words: str
) -> None:
    clerk = new_id()
    decided = EmployerDecided(
        id=new_id(),
        about=clerk,
        at=NOON,
        employer_id=new_id(),
        clerk_id=clerk,
        city="shaoxing",
        is_approved=is_approved,
    )
    await _tell(desk, a_contact(clerk))

    await _tell(desk, decided)
    await _tell(desk, decided)
    await _relay(pool, desk)

    [taken] = [letter_of(message) for message in await desk.taken()]
    assert (taken["mobile"], taken["sign"]) == (MOBILE, "12333")
    assert taken["text"].startswith("【12333】")
    assert words in taken["text"]


@pytest.mark.rule("E2.2")
@pytest.mark.parametrize(
    ("subject", "is_approved", "template"),
    [
        ("request", True, Template.REQUEST_APPROVED),
        ("request", False, Template.REQUEST_REFUSED),
        ("clerkship", False, Template.CLERK_REPLACED),
    ],
)
async def test_a_clerk_is_told_what_became_of_a_request(
    pool: Pool, desk: Desk, *, subject: str, is_approved: bool, template: Template
) -> None:
    clerk = new_id()

    await _tell(
        desk,
        EmployerDecided(
            id=new_id(),
            about=clerk,
            at=NOON,
            employer_id=new_id(),
            clerk_id=clerk,
            city="shaoxing",
            is_approved=is_approved,
            subject=subject,
        ),
    )

    row = await pool.fetchrow("select template, recipient_id from messages")
    assert row is not None
    assert (row["template"], row["recipient_id"]) == (template, clerk)


@pytest.mark.parametrize(
    ("is_verified", "template"), [(True, Template.ARCHIVE_VERIFIED), (False, Template.ARCHIVE_RETURNED)]
)
async def test_the_applicant_is_told_what_became_of_the_archive(
    pool: Pool, desk: Desk, *, is_verified: bool, template: Template
) -> None:
    person = new_id()

    await _tell(
        desk,
        VerificationDecided(
            id=new_id(), about=person, at=NOON, person_id=person, city="shaoxing", is_verified=is_verified
        ),
    )

    row = await pool.fetchrow("select template, recipient_id, state from messages")
    assert row is not None
    assert (row["template"], row["recipient_id"], row["state"]) == (template, person, "waiting")


async def test_a_message_is_handed_over_once_and_its_number_noted_masked(pool: Pool, desk: Desk) -> None:
    message = a_message()
    await _tell(desk, a_contact(message.recipient_id))
    await _send(pool, message, message)

    await _relay(pool, desk)
    await _relay(pool, desk)

    [taken] = await desk.taken()
    assert taken.message_id == letter_of(taken)["id"] == str(message.id)
    assert taken.delivery_mode == 2
    assert await pool.fetchval("select sent_to from messages") == "138****1234"
    assert await _state(pool, message.id) == "handed_over"


async def test_what_waited_for_the_number_is_handed_over_when_it_comes(pool: Pool, desk: Desk) -> None:
    message = a_message()
    await _send(pool, message)
    await _relay(pool, desk)
    before = await desk.taken()

    await _tell(desk, a_contact(message.recipient_id))
    await _relay(pool, desk)

    assert (len(before), len(await desk.taken())) == (0, 1)


NO_ZONE, DELIVERED, FAILED, LATER, UNKNOWN = range(5)


async def _left(pool: Pool, desk: Desk) -> Message:
    """A message that the SMS centre has."""
    message = a_message()
    await _tell(desk, a_contact(message.recipient_id))
    await _send(pool, message)
    await _relay(pool, desk)
    return message


async def _told(desk: Desk, message: Message, *lines: int) -> None:
    """The centre gives these receipts, in this order."""
    told = RECEIPTS.read_text(encoding="utf-8").replace("<MESSAGE-ID>", str(message.id)).splitlines()
    for line in lines:
        await desk.receipt("sms.receipts", json.loads(told[line]))


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ((DELIVERED,), "delivered"),
        ((FAILED,), "failed"),
        ((FAILED, LATER), "delivered"),
        ((LATER, FAILED), "delivered"),
        ((FAILED, LATER, FAILED, LATER), "delivered"),
        ((FAILED, DELIVERED), "delivered"),  # of the same moment: what arrived has arrived
        ((DELIVERED, FAILED), "delivered"),
        ((DELIVERED, UNKNOWN), "delivered"),
        ((UNKNOWN,), "handed_over"),
    ],
)
async def test_the_latest_word_of_the_centre_counts_in_whatever_order_it_comes(
    pool: Pool, desk: Desk, lines: tuple[int, ...], state: str
) -> None:
    message = await _left(pool, desk)

    await _told(desk, message, *lines)
    await _relay(pool, desk)

    assert await _state(pool, message.id) == state
    assert len(await desk.taken()) == 1


async def test_what_fails_after_it_arrived_by_a_later_word_has_failed(pool: Pool, desk: Desk) -> None:
    message = await _left(pool, desk)
    later = (NOON + timedelta(minutes=1)).isoformat()

    await desk.receipt("sms.receipts", _receipt(message))
    await desk.receipt("sms.receipts", {**_receipt(message, "failed"), "at": later})

    assert await _state(pool, message.id) == "failed"


async def test_a_moment_without_a_zone_is_shanghais(pool: Pool, desk: Desk) -> None:
    message = await _left(pool, desk)

    await _told(desk, message, NO_ZONE)

    assert await pool.fetchval("select changed_at from messages") == datetime(2026, 3, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"state": "DELIVRD"}, "unknown_state"),
        ({"state": None}, "unknown_state"),
        ({"at": "yesterday"}, "unreadable"),
        ({"at": 1772330400}, "unreadable"),
        ({"at": "202603"}, "unreadable"),
        ({"at": ""}, "unreadable"),
        ({"at": "9999-12-31T23:59:59-12:00"}, "unreadable"),
        ({"state": "DELI\0VRD\ud83d"}, "unknown_state"),
        ({"id": "1"}, "unreadable"),
        ({"id": str(UUID(int=1))}, "unknown_message"),
    ],
)
async def test_a_receipt_that_cannot_be_taken_is_kept_once(
    pool: Pool, desk: Desk, change: dict[str, object], why: str
) -> None:
    message = await _left(pool, desk)

    for _ in range(2):
        await desk.receipt("sms.receipts", {**_receipt(message), **change})

    assert await _state(pool, message.id) == "handed_over"
    (odd,) = await pool.fetch("select why, city, message_id from odd_receipts")
    known = message.id if "id" not in change else None
    assert odd["why"] == why
    assert (odd["city"] == "shaoxing") == (known is not None)


async def test_a_receipt_that_overtakes_the_hand_over_is_kept(pool: Pool, desk: Desk) -> None:
    message = a_message()
    await _tell(desk, a_contact(message.recipient_id))
    await _send(pool, message)

    await asyncio.gather(_relay(pool, desk), desk.receipt("sms.receipts", _receipt(message, "delivered")))

    assert await _state(pool, message.id) == "delivered"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"id": "1", "state": "delivered", "at": NOON.isoformat()},
        {"id": str(new_id()), "state": "eaten", "at": NOON.isoformat()},
        {"id": str(new_id()), "state": "delivered", "at": "yesterday"},
        {"id": str(new_id()), "state": "delivered", "at": NOON.isoformat()},
    ],
)
async def test_a_receipt_that_fits_nothing_changes_nothing(
    pool: Pool, desk: Desk, body: dict[str, object]
) -> None:
    await _send(pool, a_message())

    await desk.receipt("sms.receipts", body)

    assert await pool.fetchval("select state from messages") == "waiting"


async def test_codes_and_numbers_cannot_be_read_in_the_brokers_files(
    servers: Stack, pool: Pool, desk: Desk
) -> None:
    holder, code, mobile = new_id(), "918273", "13911112222"
    asked = RecoveryAsked(
        id=new_id(),
        about=holder,
        at=NOON,
        account_id=holder,
        city="shaoxing",
        code_encrypted=CIPHER.encrypt(code),
    )
    await _tell(desk, a_contact(holder, mobile))
    await _tell(desk, asked)
    await _relay(pool, desk)

    files = [path for path in servers.site.folder("rabbitmq").rglob("*") if path.is_file()]
    written = b"".join(path.read_bytes() for path in files)
    (sent,) = await desk.taken()
    assert str(sent.message_id).encode() in written  # it was looked for where messages are
    letter = letter_of(sent)
    assert (letter["mobile"], code in letter["text"]) == (mobile, True)
    for secret in (code, mobile, letter["text"], "验证码"):
        assert secret.encode() not in written


@pytest.mark.rule("A1.1")
async def test_a_recovery_code_reaches_its_holder_and_nobody_else(pool: Pool, desk: Desk) -> None:
    holder = new_id()
    asked = RecoveryAsked(
        id=new_id(),
        about=holder,
        at=NOON,
        account_id=holder,
        city="shaoxing",
        code_encrypted=CIPHER.encrypt("271828"),
    )
    await _tell(desk, a_contact(holder))
    await _tell(desk, asked)
    await _tell(desk, asked)
    assert "271828" not in str(await pool.fetch("select * from messages"))
    await _relay(pool, desk)
    (sent,) = await desk.taken()
    assert "验证码 271828" in letter_of(sent)["text"]
    kept = await pool.fetchrow("select text, secret_encrypted from messages")
    assert kept is not None
    assert "271828" not in kept["text"]
    assert kept["secret_encrypted"] is None


@pytest.mark.rule("A1.1")
async def test_the_code_for_another_number_goes_there_and_the_contact_stays(pool: Pool, desk: Desk) -> None:
    holder = new_id()
    asked = MobileChangeAsked(
        id=new_id(),
        about=holder,
        at=NOON,
        account_id=holder,
        city="shaoxing",
        mobile_encrypted=CIPHER.encrypt("13911112222"),
        code_encrypted=CIPHER.encrypt("271828"),
    )
    await _tell(desk, a_contact(holder))
    await _tell(desk, asked)
    await _tell(desk, asked)
    assert "13911112222" not in str(await pool.fetch("select * from messages"))
    await _relay(pool, desk)
    (sent,) = await desk.taken()
    told = letter_of(sent)
    assert "13911112222" in told.values()
    assert "验证码 271828" in told["text"]
    kept = await pool.fetchrow("select sent_to, mobile_encrypted, secret_encrypted from messages")
    assert kept is not None
    assert tuple(kept) == ("139****2222", None, None)
    contact = await pool.fetchval("select mobile_encrypted from recipients")
    assert CIPHER.decrypt(contact) == MOBILE


@pytest.mark.rule("A1.1")
async def test_a_number_that_is_the_contact_no_longer_is_told_so_once(pool: Pool, desk: Desk) -> None:
    holder = new_id()
    changed = replace(
        a_contact(holder, "13911112222", NOON + timedelta(1)), former_encrypted=CIPHER.encrypt(MOBILE)
    )
    await _tell(desk, a_contact(holder))
    await _tell(desk, changed)
    await _tell(desk, changed)
    await _relay(pool, desk)
    (sent,) = await desk.taken()
    told = letter_of(sent)
    assert MOBILE in told.values()
    assert "手机号码已更改" in told["text"]
    contact = await pool.fetchval("select mobile_encrypted from recipients")
    assert CIPHER.decrypt(contact) == "13911112222"


@pytest.mark.rule("A1.1")
@pytest.mark.parametrize(("is_approved", "words"), [(True, "已审核通过"), (False, "未通过审核")])
async def test_a_person_is_told_whether_the_correction_holds(
    pool: Pool, desk: Desk, *, is_approved: bool, words: str
) -> None:
    person = new_id()
    decided = CorrectionDecided(
        id=new_id(), about=person, at=NOON, person_id=person, city="shaoxing", is_approved=is_approved
    )
    await _tell(desk, a_contact(person))
    await _tell(desk, decided)
    await _tell(desk, decided)
    await _relay(pool, desk)
    (sent,) = await desk.taken()
    assert words in letter_of(sent)["text"]


async def test_a_link_and_a_code_go_to_a_member_of_a_meeting_and_stay_with_nobody(
    pool: Pool, desk: Desk
) -> None:
    expert, link = new_id(), "https://zc.example/review/ballot/0123"
    for asking, secret in ((Asking.INVITATION, link), (Asking.CODE, "271828")):
        asked = BallotAsked(
            id=new_id(),
            about=expert,
            at=NOON,
            expert_id=expert,
            city="shaoxing",
            asking=asking,
            due=date(2022, 8, 8),
            place="302 会议室",
            mobile_encrypted=CIPHER.encrypt("13911112222"),
            secret_encrypted=CIPHER.encrypt(secret),
        )
        await _tell(desk, asked)
        await _tell(desk, asked)
    kept = str(await pool.fetch("select * from messages"))
    assert not [secret for secret in (link, "271828", "13911112222") if secret in kept]
    await _relay(pool, desk)
    invited, code = [letter_of(sent) for sent in await desk.taken()]
    assert "13911112222" in invited.values()
    assert (
        f"2022年8月8日职称评审会议的评审委员（地点：302 会议室）。请本人在手机上打开 {link} 验证"
        in invited["text"]
    )
    assert "验证码 271828" in code["text"]


@pytest.mark.rule("X1.1")
async def test_a_link_and_a_code_go_to_the_expert_and_stay_with_nobody(pool: Pool, desk: Desk) -> None:
    applicant, link = new_id(), "https://zc.example/declarations/experts/0123"
    for asking, secret in ((Asking.INVITATION, link), (Asking.CODE, "271828")):
        asked = ExpertAsked(
            id=new_id(),
            about=applicant,
            at=NOON,
            account_id=applicant,
            city="shaoxing",
            asking=asking,
            due=date(2022, 8, 8),
            mobile_encrypted=CIPHER.encrypt("13911112222"),
            secret_encrypted=CIPHER.encrypt(secret),
        )
        await _tell(desk, asked)
        await _tell(desk, asked)
    kept = str(await pool.fetch("select * from messages"))
    assert not [secret for secret in (link, "271828", "13911112222") if secret in kept]
    await _relay(pool, desk)
    invited, code = [letter_of(sent) for sent in await desk.taken()]
    assert "13911112222" in invited.values()
    assert f"请您本人于2022年8月8日 24:00前在手机上打开 {link} 填写" in invited["text"]
    assert "验证码 271828" in code["text"]
    assert link not in str(await pool.fetch("select * from messages"))
