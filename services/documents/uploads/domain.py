"""A file of a person: what is known of it, what it may be, how it is called."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from contracts.normal.signs import composed

MEGABYTE = 1024 * 1024
TEN_THOUSAND = 10_000
UPLOAD_LASTS = timedelta(hours=24)
LONGEST_NAME = 120
MOST_TRIES = 15  # of a record's strangers, with what is refused
BYTES_OF_STRANGERS = 2048 * MEGABYTE  # of all of them in a day
# Signs that nobody sees, among them those that turn the direction of writing: "fdp.exe" shown as "exe.pdf".
UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
SEPARATORS = re.compile(r"[/\\]")
TROUBLE = re.compile(r'[<>:"|?*]')  # no names on Windows
# Only these are endings: what stands behind another dot is part of the name, as in 第1.5章 or 论文v1.2.
ENDING = re.compile(
    r"\.(pdf|jpe?g|jfif|png|heic|heif|avif|webp|gif|bmp|tiff?|docx?|xlsx?|pptx?|wps|et|dps|ofd|txt|html?|zip|rar|7z)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What files for one purpose may be."""

    file_bytes: int
    pages: int
    pixels: int


OF_STRANGERS = Limits(file_bytes=10 * MEGABYTE, pages=50, pixels=50_000_000)


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
    sent_sha256: str | None  # unknown of files from before it was noted
    fingerprint: str
    was_signed: bool  # the electronic signature of what was sent is not in the copy
    blob_key: str
    key_encrypted: str
    created_at: datetime
    kept_at: datetime | None = None
    of_person: UUID | None = None  # with whom it goes when it belongs to no account

    @property
    def is_kept(self) -> bool:
        """Whether some record refers to it."""
        return self.kept_at is not None


def name_of(sent: str, endings: tuple[str, ...] = ()) -> str:
    """A file's name as the person called it, without folders and unseen signs, with a true ending."""
    last = SEPARATORS.split(composed("NFC", sent))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in UNSEEN).strip(" .")
    seen = TROUBLE.sub("_", seen)
    ending = found.group() if (found := ENDING.search(seen)) else ""
    stem = seen.removesuffix(ending) or "未命名"
    if endings and ending.lower() not in endings:
        ending = endings[0]
    return f"{stem[:LONGEST_NAME]}{ending}"


def size_in_words(size: int) -> str:
    """20MB, 300KB."""
    if size >= MEGABYTE:
        return f"{size / MEGABYTE:.1f}".removesuffix(".0") + "MB"
    return f"{-(-size // 1024)}KB"


def pixels_in_words(pixels: int) -> str:
    """5000 万像素."""
    return f"{pixels // TEN_THOUSAND} 万像素"
