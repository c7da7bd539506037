"""The sealed case file, read for the offices and appended to with their decisions."""

import asyncio
from base64 import b64decode
from uuid import UUID

import structlog

from contracts.case import Manifest, SectionRef
from contracts.sections.archive import ArchiveSection
from contracts.sections.decision import DecisionSection
from contracts.sections.declaration import DeclarationSection
from contracts.sections.documents import DocumentsSection, Pledge
from contracts.sections.identity import IdentitySection
from contracts.sections.names import SectionKind, newest, of_kind
from contracts.sections.parts import Submission
from contracts.sections.result import ResultSection
from kit.blobs import BlobMissing
from kit.errors import NotFound
from kit.sealed import Broken, CaseFile, WrittenLater
from services.review.examination.domain.again import Again, Earlier, differences

log = structlog.get_logger()


class PhotoMissing(NotFound):
    """提交的材料中没有证件照。"""


class PledgeMissing(NotFound):
    """提交的材料中没有签署的真实性保证书。"""


async def submission(file: CaseFile, case_id: UUID, manifest: Manifest) -> Submission:
    """Everything that was submitted."""
    identity, archive, declaration = await asyncio.gather(
        file.open(case_id, _newest(manifest, SectionKind.IDENTITY), IdentitySection),
        file.open(case_id, _newest(manifest, SectionKind.ARCHIVE), ArchiveSection),
        file.open(case_id, _newest(manifest, SectionKind.DECLARATION), DeclarationSection),
    )
    return Submission(identity=identity.data, archive=archive.data, declaration=declaration.data)


async def again(file: CaseFile, earlier: Earlier, manifest: Manifest, now: Submission) -> Again | None:
    """What is submitted now beside what was examined earlier; none where that cannot be read any more."""
    task = earlier.task
    try:
        before, is_other_photo = await asyncio.gather(
            submission(file, task.application_id, task.manifest),
            _is_other_photo(file, task.application_id, task.manifest, manifest),
        )
    except (Broken, WrittenLater, BlobMissing):  # what is submitted now is examined all the same
        log.exception("earlier_submission_unreadable", application_id=str(task.application_id))
        return None
    return Again(earlier=earlier, changes=differences(before, now, is_other_photo=is_other_photo))


async def _is_other_photo(file: CaseFile, case_id: UUID, before: Manifest, after: Manifest) -> bool:
    old, new = (_newest(manifest, SectionKind.DOCUMENTS) for manifest in (before, after))
    if old.sha256 == new.sha256:
        return False
    first, second = await asyncio.gather(photo(file, case_id, before), photo(file, case_id, after))
    return first != second


async def decisions(file: CaseFile, case_id: UUID, manifest: Manifest) -> list[DecisionSection]:
    """What other offices decided before."""
    refs = [ref for _, ref in of_kind(manifest, SectionKind.DECISION)]
    opened = await asyncio.gather(*(file.open(case_id, ref, DecisionSection) for ref in refs))
    return [one.data for one in opened]


async def results(file: CaseFile, case_id: UUID, manifest: Manifest) -> list[ResultSection]:
    """What meetings voted before."""
    refs = [ref for _, ref in of_kind(manifest, SectionKind.RESULT)]
    opened = await asyncio.gather(*(file.open(case_id, ref, ResultSection) for ref in refs))
    return [one.data for one in opened]


async def photo(file: CaseFile, case_id: UUID, manifest: Manifest) -> bytes:
    """The photo that was submitted, as JPEG."""
    documents = await _documents(file, case_id, manifest)
    if documents is None:
        raise PhotoMissing
    return b64decode(documents.photo.base64)


async def pledge(file: CaseFile, case_id: UUID, manifest: Manifest) -> Pledge | None:
    """The pledge as it was signed; none was submitted before it was signed on a phone."""
    documents = await _documents(file, case_id, manifest)
    return documents.pledge if documents else None


async def pledge_paper(file: CaseFile, case_id: UUID, manifest: Manifest) -> bytes:
    """The paper of the signed pledge, as PDF."""
    signed = await pledge(file, case_id, manifest)
    if signed is None:
        raise PledgeMissing
    return b64decode(signed.pdf)


async def _documents(file: CaseFile, case_id: UUID, manifest: Manifest) -> DocumentsSection | None:
    ref = newest(manifest, SectionKind.DOCUMENTS)
    return (await file.open(case_id, ref, DocumentsSection)).data if ref else None


def _newest(manifest: Manifest, kind: SectionKind) -> SectionRef:
    ref = newest(manifest, kind)
    if ref is None:
        raise Broken
    return ref
