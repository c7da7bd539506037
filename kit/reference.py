"""The short number by which people tell each other an id on the telephone: 384-107-6255.

Nine digits are the head of the id, the tenth checks them (Damm: no mistyped digit, no two that changed places
go unnoticed). Digits only: none looks or sounds like another. Whoever has the id has the number, so it need
not travel; who keeps ids among which it must be unique keeps the nine digits beside them, as PostgreSQL reads
them: `('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint % 1000000000`.
"""

import re
import unicodedata
from uuid import UUID

DIGITS = 9
MOST_TYPED = 64  # longer is no such number, and costs nothing
_NUMBERS = 1_000_000_000
_ID_BITS, _HEAD_BITS = 128, 48
_GAPS = re.compile(r"[\s\-－—–_.]")
_WHOLE = re.compile(rf"[0-9]{{{DIGITS + 1}}}")
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def stem(of: UUID) -> int:
    """The nine digits as a number: what is stored and looked up."""
    return (of.int >> (_ID_BITS - _HEAD_BITS)) % _NUMBERS


def reference(of: UUID | str) -> str:
    """The number of an id, in groups to be read out."""
    digits = f"{stem(UUID(str(of))):0{DIGITS}d}"
    whole = digits + str(_check(digits))
    return f"{whole[:3]}-{whole[3:6]}-{whole[6:]}"


def typed_stem(text: str) -> int | None:
    """What is looked up for a number as somebody typed it; none when it is no such number."""
    digits = _GAPS.sub("", unicodedata.normalize("NFKC", text[:MOST_TYPED]))
    return int(digits[:DIGITS]) if _WHOLE.fullmatch(digits) and _check(digits) == 0 else None


def _check(digits: str) -> int:
    """The check digit; 0 for digits that end with theirs."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return interim
