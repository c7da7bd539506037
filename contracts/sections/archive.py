"""Section "archive": the basic information and the records that the employer has verified.

A record is a kind and what it says, entry by entry: a field that is added to a kind needs nobody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from contracts.sections.entries import Entry


class Visibility(StrEnum):
    """Who sees a record: everybody while the case is made public, or the offices alone."""

    PUBLIC = "public"
    OFFICES = "offices"


VISIBILITY_NAMES: Mapping[Visibility, str] = {
    Visibility.PUBLIC: "公示时公开",
    Visibility.OFFICES: "仅审核部门可见",
}


@dataclass(frozen=True, kw_only=True)
class File:
    """What is known of a file that proves a record."""

    id: UUID
    name: str
    media_type: str
    bytes: int
    pages: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """One achievement record. `start` and `end` are six digits; an open end is empty."""

    id: UUID
    kind: str
    kind_name: str
    title: str
    entries: tuple[Entry, ...]
    start: str
    end: str
    visibility: Visibility
    files: tuple[File, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ArchiveSection:
    """What archive seals."""

    form: int = 2
    basic: tuple[Entry, ...]
    records: tuple[Record, ...]
    representative: tuple[UUID, ...] = ()  # since form 2: which of the records are marked as 代表作
