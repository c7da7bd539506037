"""Codes that are shown or sent once."""

import hmac
from datetime import timedelta
from uuid import UUID

from contracts.normal import numbers
from kit.crypto import FieldCipher
from kit.errors import Fault, Invalid
from kit.ids import new_id

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another
DIGITS = "0123456789"
SENT_LENGTH = 6
SENT_LASTS = timedelta(minutes=10)
MOST_FAILURES = 5


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
