"""What in a city's files is still to be filled in: the words that `zhicheng city new` leaves there."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from kit.tomlfile import FileFault

TO_FILL = "待填写"


def blanks(path: Path, name: str) -> Iterator[FileFault]:
    """Walk through what is left open in a file; one that cannot be read has faults of its own."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return
    for place, text in _texts(values, ""):
        if text.startswith(TO_FILL):
            yield FileFault(name, place, text)


def _texts(value: object, place: str) -> Iterator[tuple[str, str]]:
    """Every text with its place, written as the faults of a model write it."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _texts(one, f"{place}.{name}".removeprefix("."))
    elif isinstance(value, list):
        for number, one in enumerate(value, 1):
            yield from _texts(one, f"{place}[{number}]")
