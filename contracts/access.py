"""Access: somebody was shown what is kept about other people. Whoever showed it tells; identity keeps it."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Shown(StrEnum):
    """What was shown."""

    ARCHIVE = "archive"
    ARCHIVE_LIST = "archive_list"
    CASE = "case"
    CASE_LIST = "case_list"
    PHOTO = "photo"
    SHEET = "sheet"
    FILE = "file"
    MESSAGES = "messages"
    ACCOUNT = "account"
    ACCOUNT_LIST = "account_list"


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
