from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import ClassVar
from uuid import UUID

import pytest
from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from kit import bus
from kit.ids import new_id


@dataclass(frozen=True, kw_only=True)
class Rung:
    topic: ClassVar[str] = "bell.rung"
    id: UUID
    at: datetime


async def note(book: list[Rung], rung: Rung) -> None:
    book.append(rung)


async def test_an_event_comes_as_what_was_told() -> None:
    book: list[Rung] = []
    rung = Rung(id=new_id(), at=datetime(2022, 9, 1, tzinfo=UTC))
    await bus.hear(book, bus.on(Rung, note))(Rung.topic, to_jsonable_python(rung))
    assert book == [rung]


async def test_a_topic_that_is_not_in_the_table_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"bell\.cast"):
        await bus.hear([], bus.on(Rung, note))("bell.cast", {})


async def test_a_body_that_is_not_the_event_is_an_error() -> None:
    with pytest.raises(ValidationError):
        await bus.hear([], bus.on(Rung, note))(Rung.topic, {"id": "1"})


def test_pauses_grow_to_an_end() -> None:
    assert list(islice(bus.pauses(), 8)) == [1, 2, 4, 8, 16, 30, 30, 30]
