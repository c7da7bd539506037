"""Attachments (附件): what declaration tells of the files that belong to a declaration."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from contracts.events import Event


@dataclass(frozen=True, kw_only=True)
class FilesKept(Event):
    """Files are attached to a declaration now; whoever keeps them must not throw them away as unused."""

    topic: ClassVar[str] = "declaration.files_kept"
    account_id: UUID
    file_ids: tuple[UUID, ...]
