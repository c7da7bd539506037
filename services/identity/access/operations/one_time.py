"""Codes that are shown or sent once."""

import hmac
from datetime import timedelta
from uuid import UUID

from contracts.normal import numbers
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid
from kit.ids import new_id
from services.identity.access.store import sent_codes as store

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another
DIGITS = "0123456789"
SENT_LENGTH = 6
SENT_LASTS = timedelta(minutes=10)
MOST_FAILURES = 5
KEPT = timedelta(days=1)  # after its end: the same asking sends no second code
PURPOSE = "sent"


class CodeRefused(Invalid):
    """A code that is not taken; the words stand beside its field."""

    def __init__(self) -> None:
        super().__init__()
        self.faults = (Fault(field="code", message=str(self)),)


def new_code(length: int, letters: str = LETTERS) -> str:
    """Each letter is drawn from the random low bits of an id of its own, so that none leans to one side."""
    return "".join(letters[new_id().int % 2**48 % len(letters)] for _ in range(length))


def sent_fingerprint(purpose: str, account_id: UUID, code: str, cipher: FieldCipher) -> str:
    """What of a code that was sent, or typed, is kept and compared."""
    return cipher.fingerprint(f"{purpose}:{account_id}:{numbers.code(code)}")


def is_same(one: str, other: str) -> bool:
    """Compare fingerprints in a time that tells nothing."""
    return hmac.compare_digest(one, other)


async def keep_code(
    conn: Connection, code_id: UUID, *, account_id: UUID, city: str, cipher: FieldCipher
) -> str | None:
    """A fresh code to be sent, for whoever knows this id; none when this very asking brought one already."""
    code, at = new_code(SENT_LENGTH, DIGITS), now()
    await store.delete_codes_before(conn, at - KEPT)
    is_new = await store.insert_code(
        conn,
        code_id,
        account_id=account_id,
        city=city,
        code_fingerprint=sent_fingerprint(PURPOSE, code_id, code, cipher),
        expires_at=at + SENT_LASTS,
    )
    return code if is_new else None


async def right_code(
    conn: Connection, code_id: UUID, code: str, cipher: FieldCipher
) -> store.SentCode | None:
    """The code, if this is it. A wrong one is counted, and after five the right one is void too."""
    found = await store.code_for_update(conn, code_id)
    if found is None or found.expires_at <= now() or found.failures >= MOST_FAILURES:
        return None
    if is_same(sent_fingerprint(PURPOSE, code_id, code, cipher), found.code_fingerprint):
        return found
    await store.count_failure(conn, code_id)
    return None
