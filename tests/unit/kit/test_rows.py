from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast
from uuid import UUID, uuid5

import pytest

from kit.crypto import FieldCipher
from kit.db import Record
from kit.rows import columns, read

ID = uuid5(UUID(int=0), "row")
CIPHER = FieldCipher(f"one:{b64encode(bytes(32)).decode()}")


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, kw_only=True)
class Thing:
    id: UUID
    name: str
    colour: Colour
    lining: Colour | None = None
    shades: tuple[Colour, ...] = ()
    weight: int = 7


def row(**values: object) -> Record:
    """As the database hands it out, which only a database can make."""
    told: Mapping[str, Any] = {"id": ID, "name": "箱", "colour": "red", **values}
    return cast("Record", told)


def test_a_row_is_read_by_the_names_of_the_fields() -> None:
    assert read(Thing, row(unknown=1)) == Thing(id=ID, name="箱", colour=Colour.RED)


def test_words_of_a_list_become_what_the_field_says() -> None:
    thing = read(Thing, row(lining="blue", shades=["red", "blue"]))
    assert (thing.lining, thing.shades) == (Colour.BLUE, (Colour.RED, Colour.BLUE))
    assert isinstance(thing.lining, Colour)
    assert read(Thing, row(lining=None, shades=[])) == read(Thing, row())


@dataclass(frozen=True, kw_only=True)
class Box:
    things: tuple[Thing, ...]


def test_values_within_a_value_are_read_in_the_same_way() -> None:
    told = cast("Record", {"things": [row(), row(colour="blue")]})
    assert [thing.colour for thing in read(Box, told).things] == [Colour.RED, Colour.BLUE]


def test_no_row_is_no_value() -> None:
    assert read(Thing, None) is None


def test_what_a_column_does_not_tell_is_given() -> None:
    assert read(Thing, row(weight=1), weight=2).weight == 2


def test_a_word_that_is_none_of_the_list_is_an_error() -> None:
    with pytest.raises(ValueError, match="green"):
        read(Thing, row(colour="green"))


def test_a_field_that_nothing_tells_is_an_error() -> None:
    with pytest.raises(TypeError, match="name"):
        read(Thing, cast("Record", {"id": ID, "colour": "red"}))


def test_an_encrypted_column_is_written_and_read_under_its_name() -> None:
    told = columns(Thing(id=ID, name="箱", colour=Colour.RED), CIPHER, "name")
    assert told.keys() == {"id", "name_encrypted", "colour", "lining", "shades", "weight"}
    assert "箱" not in told["name_encrypted"]
    assert read(Thing, cast("Record", told), CIPHER).name == "箱"
    with pytest.raises(TypeError, match="name"):
        read(Thing, cast("Record", told))


def test_what_is_not_known_is_not_encrypted() -> None:
    told = columns(Thing(id=ID, name=cast("str", None), colour=Colour.RED), CIPHER, "name")
    assert told["name_encrypted"] is None
    assert read(Thing, cast("Record", told), CIPHER).name is None
