"""A file of a person: what is known of it, what it may be, how it is called."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from uuid import UUID

MEGABYTE = 1024 * 1024
UPLOAD_LASTS = timedelta(hours=24)
LONGEST_NAME = 120
# Signs that nobody sees, among them those that turn the direction of writing: "fdp.exe" shown as "exe.pdf".
UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
SEPARATORS = re.compile(r"[/\\]")
TROUBLE = re.compile(r'[<>:"|?*]')  # no names on Windows


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What files for one purpose may be."""

    file_bytes: int
    pages: int
    pixels: int


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file on its way: what has come of it so far is stored in parts."""

    id: UUID
    account_id: UUID
    city: str
    purpose: str
    name_encrypted: str
    accepts: tuple[str, ...]
    length: int | None  # none: known when the last part has come
    received: int
    expires_at: datetime
    file_id: UUID | None = None
    faults: tuple[str, ...] | None = None

    @property
    def is_complete(self) -> bool:
        """Whether everything has come."""
        return self.length == self.received


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of an upload."""

    starts_at: int
    bytes: int
    blob_key: str


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that was checked, cleaned and stored. Without its key the stored object says nothing."""

    id: UUID
    account_id: UUID
    city: str
    purpose: str
    name_encrypted: str
    media_type: str
    bytes: int
    pages: int
    sha256: str
    fingerprint: str
    blob_key: str
    key_encrypted: str
    created_at: datetime
    kept_at: datetime | None = None

    @property
    def is_kept(self) -> bool:
        """Whether some record refers to it."""
        return self.kept_at is not None


def name_of(sent: str, endings: tuple[str, ...] = ()) -> str:
    """A file's name as the person called it, without folders and unseen signs, with a true ending."""
    last = SEPARATORS.split(unicodedata.normalize("NFC", sent))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in UNSEEN).strip(" .")
    seen = TROUBLE.sub("_", seen)
    path = PurePosixPath(seen or "未命名")
    suffix = path.suffix
    if endings and suffix.lower() not in endings:
        suffix = endings[0]
    return f"{path.stem[:LONGEST_NAME]}{suffix}"


def size_in_words(size: int) -> str:
    """20 M, 300 K."""
    if size >= MEGABYTE:
        return f"{size / MEGABYTE:.1f}".removesuffix(".0") + " M"
    return f"{-(-size // 1024)} K"
