"""The receipt (回执) of a submission, and what another submission has otherwise."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.check_code import check_code
from contracts.sections.archive import ArchiveSection
from contracts.sections.blocks import Block, record_blocks
from contracts.sections.changes import changes
from contracts.sections.documents import DocumentsSection
from services.declaration.drafting.domain.reopening import BASIC, PHOTO, RECORDS, Area


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """That the submission of a round was taken, when, and the digest of the list that covers all of it."""

    id: UUID
    declaration_id: UUID
    city: str
    round: int
    submitted_at: datetime
    digest: str

    @property
    def code(self) -> str:
        """By which it is found again."""
        return check_code(self.digest)


def changed_areas(
    before: tuple[ArchiveSection, DocumentsSection], after: tuple[ArchiveSection, DocumentsSection]
) -> frozenset[Area]:
    """What of basic information, achievements and photo is not as it was submitted."""
    (archive, documents), (archive_now, documents_now) = before, after
    basic = changes([Block(entries=archive.basic)], [Block(entries=archive_now.basic)])
    records = changes(record_blocks(archive), record_blocks(archive_now))
    is_changed = {
        BASIC: bool(basic),
        RECORDS: bool(records),
        PHOTO: documents.photo.base64 != documents_now.photo.base64,
    }
    return frozenset(area for area, changed in is_changed.items() if changed)
