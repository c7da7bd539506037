"""Evidence: the files that prove a record. A version of a record keeps its own (A2.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kit.errors import Fault

MOST_FILES = 20


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What is known of a file. The same content has the same fingerprint, whoever sent it."""

    id: UUID
    name: str
    media_type: str
    bytes: int
    pages: int
    sha256: str
    fingerprint: str
    sent_sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class Twin:
    """A file of which the same content proves something else too: of whom, and what."""

    name: str
    item_id: UUID
    is_own: bool
    owner: str


def joined(held: Sequence[Evidence], new: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Those that are held, then the new ones; each once."""
    return tuple({one.id: one for one in (*held, *new)}.values())


def faults_of(files: Sequence[Evidence]) -> list[Fault]:
    """A fault when one record has more files than anybody can look through."""
    if len(files) <= MOST_FILES:
        return []
    told = f"一条记录最多 {MOST_FILES} 个佐证材料，现在是 {len(files)} 个，请取消勾选不需要的"
    return [Fault(field="file", message=told)]
