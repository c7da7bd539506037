"""The register of dishonesty (诚信档案): whoever is in it does not declare meanwhile."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from contracts.events import Event

OWN_PAGE = "/review/integrity/mine"


class Change(StrEnum):
    """What happened to an entry."""

    ENTERED = "entered"
    DISMISSED = "dismissed"  # an objection to it was found to be wrong
    REVOKED = "revoked"  # an objection to it was found to be right
    REPAIRED = "repaired"  # 信用修复


@dataclass(frozen=True, kw_only=True)
class Told:
    """What an entry says to the person."""

    why: str
    office: str
    source: str
    number: str


@dataclass(frozen=True, kw_only=True)
class EntryChanged(Event):
    """Somebody was entered, or the entry was answered or ended.

    `told_encrypted` is `Told` as ciphertext; of a version that is older nothing counts any more.
    """

    topic: ClassVar[str] = "review.integrity_changed"
    entry_id: UUID
    person_id: UUID
    city: str
    version: int
    change: Change
    from_on: date
    until_on: date  # the last day
    object_on: date  # the last day on which the person can object
    stands: bool
    told_encrypted: str
