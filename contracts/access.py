"""Access: somebody was shown what is kept about other people. Whoever showed it tells; identity keeps it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, Self
from uuid import UUID


class Shown(StrEnum):
    """What was shown."""

    ARCHIVE = "archive"
    ARCHIVE_LIST = "archive_list"
    CASE = "case"
    CASE_LIST = "case_list"
    PHOTO = "photo"
    SHEET = "sheet"
    PLEDGE = "pledge"
    FILE = "file"
    MESSAGES = "messages"
    ACCOUNT = "account"
    ACCOUNT_LIST = "account_list"
    NUMBER = "number"


class Reader(Protocol):
    """Who looks: what a session tells."""

    @property
    def account_id(self) -> UUID:
        """The account."""

    @property
    def role(self) -> str:
        """As what."""

    @property
    def org_id(self) -> UUID | None:
        """For which office or employer."""

    @property
    def city(self) -> str:
        """Of which city."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who looked, as what and for which office or employer, at whose: ids and codes only."""

    account_id: UUID
    role: str
    org_id: UUID | None
    city: str
    person_ids: tuple[UUID, ...]
    shown: Shown
    occasion: UUID | None = None  # the application or the file

    @classmethod
    def of(cls, who: Reader, people: Iterable[UUID], shown: Shown, occasion: UUID | None = None) -> Self:
        """What somebody was shown of these people, each once."""
        return cls(
            account_id=who.account_id,
            role=who.role,
            org_id=who.org_id,
            city=who.city,
            person_ids=tuple(dict.fromkeys(people)),
            shown=shown,
            occasion=occasion,
        )
