"""What stands against a person: told to declaration, and to the offices that have a case of theirs."""

from datetime import date, datetime
from uuid import UUID

from contracts.integrity import Change, EntryChanged, Told
from kit import outbox
from kit.adapters import adapter
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.ids import derived
from services.review.examination.domain.checks_table import integrity_check
from services.review.examination.operations import examining
from services.review.integrity import store
from services.review.integrity.domain import Entry, in_words, today_at
from services.review.tasks import operations as tasks


def fingerprint(cipher: FieldCipher, id_number: str) -> str:
    """A keyed hash of an ID number: who registers anew is found by it."""
    return cipher.fingerprint(f"integrity/{id_number.upper()}")


async def standing_against(conn: Connection, cipher: FieldCipher, id_number: str) -> tuple[str, ...]:
    """The entries that run of whoever has this ID number, in words."""
    found = await store.running(conn, cipher, fingerprint(cipher, id_number), today_at(now()))
    return in_words(found)


async def tell(conn: Connection, cipher: FieldCipher, entry: Entry, change: Change, at: datetime) -> None:
    """Tell what happened to an entry, and have the offices that examine a case of the person see it."""
    told = adapter(Told).dump_json(entry.told).decode()
    event = EntryChanged(
        id=derived(EntryChanged.topic, entry.id, entry.version),
        about=entry.person_id,
        at=at,
        entry_id=entry.id,
        person_id=entry.person_id,
        city=entry.city,
        version=entry.version,
        change=change,
        from_on=entry.from_on,
        until_on=entry.until_on,
        object_on=_last_day_before(entry.object_by),
        stands=entry.ending is None,
        told_encrypted=cipher.encrypt(told),
    )
    await outbox.add(conn, event)
    await _check_open_cases(conn, cipher, entry.person_id, entry.person_fingerprint, today_at(at))


async def _check_open_cases(
    conn: Connection, cipher: FieldCipher, person_id: UUID, person_fingerprint: str, today: date
) -> None:
    """A case that is under way goes on: its office sees what stands against it, and decides."""
    check = integrity_check(in_words(await store.running(conn, cipher, person_fingerprint, today)))
    for task_id in await store.open_tasks(conn, person_id):
        await examining.check_again(conn, await tasks.any_task(conn, cipher, task_id), check)


def _last_day_before(end: datetime) -> date:
    """The last day of a period that ends at 24:00."""
    return today_at(end - datetime.resolution)
