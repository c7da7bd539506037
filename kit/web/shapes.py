"""Values as pages show them, by shape: months in words, numbers of a person masked."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from kit.web import filters

_MONTH_DIGITS = 6


class Fact(Protocol):
    """A value that says how it is to be read."""

    @property
    def shape(self) -> str:
        """How to read it: a key of `SHAPES`."""

    @property
    def value(self) -> Any:
        """A text, a number or several texts."""


def _month(value: object) -> str:
    """200808; a word instead of a month stays as it is."""
    told = str(value)
    return filters.month(told) if len(told) == _MONTH_DIGITS and told.isdecimal() else told


SHAPES: Mapping[str, Callable[[Any], str | list[str]]] = {
    "text": str,
    "long": lambda value: str(value).splitlines(),
    "month": _month,
    "year": str,
    "number": str,
    "years": lambda value: f"{value} 年",
    "decimal": str,
    "list": lambda value: [value] if isinstance(value, str) else [*map(str, value)],
    "id_number": filters.mask_id,
    "mobile": filters.mask_mobile,
}


def shown(fact: Fact) -> str | list[str]:
    """A value in words, as lists of facts take it; nothing stays nothing."""
    return "" if fact.value == "" else SHAPES[fact.shape](fact.value)
