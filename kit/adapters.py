"""Readers and writers of types, each built once: to build one takes milliseconds, to read microseconds."""

from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


def adapter(kind: type[T]) -> TypeAdapter[T]:
    """What reads values of this type from plain data and writes them to it."""
    built: TypeAdapter[T] = _built(kind)  # type: ignore[arg-type]  # every class is hashable
    return built


@cache
def _built(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
