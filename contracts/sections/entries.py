"""What people read of a section: a label, a value, and how the value is to be shown.

Pages show label and value in the order in which they stand; papers and programs select by code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, get_type_hints

Value = str | int | tuple[str, ...]


class Shape(StrEnum):
    """How to read a value."""

    TEXT = "text"
    LONG = "long"  # several lines, as they were typed
    MONTH = "month"  # six digits, 200808 (M2.1)
    YEAR = "year"
    NUMBER = "number"
    YEARS = "years"  # how many
    DECIMAL = "decimal"
    LIST = "list"
    ID_NUMBER = "id_number"  # masked on pages
    MOBILE = "mobile"  # masked on pages


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One fact."""

    code: str
    label: str
    shape: Shape = Shape.TEXT
    value: Value


@dataclass(frozen=True)
class Told:
    """Beside a field, `name: Annotated[str, Told("姓名")]`: people are told of it, under this label.

    `names` are the words of an enumeration, `otherwise` is the word for nothing.
    """

    label: str
    shape: Shape = Shape.TEXT
    names: Mapping[Any, str] | None = None
    otherwise: str = ""


def entries_of(part: Any) -> tuple[Entry, ...]:
    """The fields of a part that people are told of, in the order in which they stand."""
    return tuple(
        Entry(code=code, label=told.label, shape=told.shape, value=_value(getattr(part, code), told))
        for code, told in told_of(type(part))
    )


def value_of(entries: Iterable[Entry], code: str) -> str:
    """What stands under a code, as text; empty when nothing does."""
    found = next((entry.value for entry in entries if entry.code == code), "")
    return "、".join(found) if isinstance(found, tuple) else str(found)


def told_of(part: type[Any]) -> tuple[tuple[str, Told], ...]:
    """The fields that people are told of, with what stands beside them."""
    hints = get_type_hints(part, include_extras=True)
    beside = {one.name: getattr(hints[one.name], "__metadata__", ()) for one in fields(part)}
    return tuple((name, one) for name, told in beside.items() for one in told if isinstance(one, Told))


def _value(value: Any, told: Told) -> Value:
    if value is None or value in ("", ()):
        return told.otherwise
    if told.names is not None:
        return told.names[value]
    if isinstance(value, date):
        return f"{value:%Y%m}" if told.shape is Shape.MONTH else value.isoformat()
    return value if isinstance(value, int | tuple) else str(value)
