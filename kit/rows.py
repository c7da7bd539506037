"""A row as a value, and a value as the columns of a row: what every statement of the stores repeats.

A field and its column have the same name; a column `name_encrypted` holds the field `name`, encrypted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints, overload

from kit.crypto import FieldCipher
from kit.db import Connection, Record

T = TypeVar("T")
Reader = Callable[[Any], Any]
ENDING = "_encrypted"


@overload
def read(kind: type[T], row: Record, /, cipher: FieldCipher | None = None, **more: object) -> T: ...
@overload
def read(
    kind: type[T], row: Record | None, /, cipher: FieldCipher | None = None, **more: object
) -> T | None: ...
def read(kind: type[T], row: Record | None, /, cipher: FieldCipher | None = None, **more: object) -> T | None:
    """The value that a row tells of; none of none. `more` are fields that no column of their name tells."""
    if row is None:
        return None
    made: Any = kind
    known = set(row.keys())
    for name, reader in _readers(made).items():
        if name in more:
            continue
        if name in known:
            more[name] = reader(row[name])
        elif cipher and name + ENDING in known:
            more[name] = reader(_opened(cipher, row[name + ENDING]))
    return made(**more)  # type: ignore[no-any-return]  # it is one of that kind


def columns(value: Any, cipher: FieldCipher | None = None, *encrypted: str) -> dict[str, Any]:
    """The fields of a value by column; those that are named are encrypted."""
    told = {field.name: getattr(value, field.name) for field in fields(value)}
    if cipher:
        told |= {name + ENDING: _closed(cipher, told.pop(name)) for name in encrypted}
    return told


async def insert(conn: Connection, table: str, /, then: str = "", **values: Any) -> bool:
    """Write a row; whether one was written. `then` is what the statement says `on conflict`."""
    return await conn.execute(f"{_insertion(table, values)} {then}", *values.values()) != "INSERT 0 0"


async def insert_all(
    conn: Connection, table: str, /, rows: Sequence[Mapping[str, Any]], then: str = ""
) -> None:
    """The same for many rows with the same columns, without waiting for each."""
    if rows:
        await conn.executemany(f"{_insertion(table, rows[0])} {then}", [[*row.values()] for row in rows])


async def upsert(conn: Connection, table: str, /, conflict: str, **values: Any) -> Record:
    """Write a row, or do to the one in its place what `conflict` says; the row that is there now."""
    statement = f"{_insertion(table, values)} on conflict {conflict} returning *"
    row = await conn.fetchrow(statement, *values.values())
    if row is None:
        raise LookupError(table)
    return row


def _insertion(table: str, values: Mapping[str, Any]) -> str:
    places = ", ".join(f"${number}" for number, _ in enumerate(values, 1))
    return f"insert into {table} ({', '.join(values)}) values ({places})"  # noqa: S608 - words of the stores


def _opened(cipher: FieldCipher, value: str | None) -> str | None:
    return None if value is None else cipher.decrypt(value)


def _closed(cipher: FieldCipher, value: str | None) -> str | None:
    return None if value is None else cipher.encrypt(value)


@cache
def _readers(kind: Any) -> Mapping[str, Reader]:
    hints = get_type_hints(kind)
    return {field.name: _reader(hints[field.name]) for field in fields(kind)}


def _reader(hint: Any) -> Reader:
    """What makes the database's value one of this type: enumerations and tuples are not known there."""
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if isinstance(hint, type) and is_dataclass(hint):
        return lambda value: read(hint, value)
    if get_origin(hint) is tuple:
        one = _reader(get_args(hint)[0])
        return lambda values: tuple(map(one, values))
    if get_origin(hint) in {Union, UnionType} and NoneType in get_args(hint):
        only = _reader(next(one for one in get_args(hint) if one is not NoneType))
        return lambda value: None if value is None else only(value)
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
