"""Codes that are shown or sent once."""

from kit.ids import new_id

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another
DIGITS = "0123456789"


def new_code(length: int, letters: str = LETTERS) -> str:
    """Each letter is drawn from the random low bits of an id of its own, so that none leans to one side."""
    return "".join(letters[new_id().int % 2**48 % len(letters)] for _ in range(length))
