"""What an official has printed: facts and lists that come in grants, as fields of a form; nothing is kept."""

from typing import Annotated, Protocol, TypeVar

from fastapi import Depends
from starlette.datastructures import FormData

from kit.errors import Forbidden
from kit.grants import Grants
from kit.session import Session, require

Official = Annotated[Session, Depends(require("official"))]


class Part(Protocol):
    """One part of the lists of a paper."""

    @property
    def number(self) -> int:
        """Its place, from 0."""
        ...


P = TypeVar("P", bound=Part)


def parts_of(
    grants: Grants, kind: type[P], typed: FormData, field: str, count: int, **said: object
) -> list[P]:
    """All parts of the lists in order, and nothing else: each says of which paper it is."""
    tokens = typed.getlist(field)
    if len(tokens) != count:
        raise Forbidden
    found = sorted((grants.open(kind, as_text(one), **said) for one in tokens), key=lambda part: part.number)
    if [part.number for part in found] != list(range(count)):
        raise Forbidden
    return found


def as_text(value: object) -> str:
    """A field that is a file or missing says nothing."""
    return value if isinstance(value, str) else ""
