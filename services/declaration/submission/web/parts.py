"""What the preview and the page of what was submitted have in common: the sealed sections, opened."""

import asyncio
from collections.abc import Collection
from typing import Any
from uuid import UUID

import structlog
from fastapi import Request

from cities import City
from contracts.case import Manifest, Problem, SectionRef
from contracts.sections.archive import ArchiveSection
from contracts.sections.declaration import DeclarationSection
from contracts.sections.documents import DocumentsSection
from contracts.sections.identity import IdentitySection
from contracts.sections.names import SectionKind, newest
from contracts.sections.parts import PART_NAMES, Submission, blocks_of
from kit.blobs import BlobMissing
from kit.http import state
from kit.sealed import Broken, CaseFile, WrittenLater
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.domain.reopening import BASIC, PHOTO, RECORDS, RULE
from services.declaration.drafting.operations.draft import Desk
from services.declaration.scoring.domain import assessed_kind, unsealed
from services.declaration.submission.domain import changed_areas

log = structlog.get_logger()


async def opened(request: Request, record: Record, manifest: Manifest) -> dict[str, Any]:
    """The newest sections of a manifest as `submission/_parts.html` shows them.

    The acceptance point is that of the place to which the employer belongs (A6.6).
    """
    case_file: CaseFile = state(request, "case_file")
    identity, archive, declaration, documents = await asyncio.gather(
        case_file.open(record.id, _ref(manifest, SectionKind.IDENTITY), IdentitySection),
        case_file.open(record.id, _ref(manifest, SectionKind.ARCHIVE), ArchiveSection),
        case_file.open(record.id, _ref(manifest, SectionKind.DECLARATION), DeclarationSection),
        case_file.open(record.id, _ref(manifest, SectionKind.DOCUMENTS), DocumentsSection),
    )
    city: City = state(request, "cities").city(record.city)
    point = city.acceptance_point(identity.data.employer.place)
    submission = Submission(identity=identity.data, archive=archive.data, declaration=declaration.data)
    return {
        "blocks": blocks_of(submission),
        "records": [one.id for one in archive.data.records],
        "names": PART_NAMES,
        "photo": documents.data.photo,
        "pledge": documents.data.pledge,
        "point": point,
        "telephone": city.dialled(point.phone) if point else "",
    }


async def unproven(case_file: CaseFile, desk: Desk, manifest: Manifest) -> tuple[Problem, ...]:
    """What a self-assessment claims and the case does not have: archive and declaration seal side by side."""
    if assessed_kind(desk.plan, desk.draft.answers.get("kind", "")) is None:
        return ()
    case_id = desk.record.id
    archive, declaration = await asyncio.gather(
        case_file.open(case_id, _ref(manifest, SectionKind.ARCHIVE), ArchiveSection),
        case_file.open(case_id, _ref(manifest, SectionKind.DECLARATION), DeclarationSection),
    )
    assessment = declaration.data.assessment
    claims = unsealed(assessment, archive.data) if assessment else ()
    return tuple(
        Problem(
            rule="A6.4",
            page=f"/archive/extraction/{desk.record.plan}",
            message=f"自评中的“{claim.title}”没有提取到本次申报中，请在提取业绩时选上，或在自评中改为不计分",
        )
        for claim in claims
    )


async def unnamed(
    case_file: CaseFile, record: Record, shut: Collection[str], manifest: Manifest
) -> tuple[Problem, ...]:
    """What others own and is not as it was submitted, though it was neither named nor opened."""
    watched = [area for area in (BASIC, RECORDS, PHOTO) if area.code in shut]
    if not watched:
        return ()
    after = await _others(case_file, record.id, manifest)
    try:
        before = await _others(case_file, record.id, record.sections)
    except (Broken, WrittenLater, BlobMissing):  # what is there now is checked all the same
        log.exception("earlier_submission_unreadable", application_id=str(record.id))
        return ()
    changed = changed_areas(before, after)
    return tuple(
        Problem(
            rule=RULE,
            page=area.reopening(record.id),
            message=f"“{area.name}”与上次提交的不同，而本次退回没有要求修改：请说明原因，或改回原来的内容",
        )
        for area in watched
        if area in changed
    )


async def _others(
    case_file: CaseFile, case_id: UUID, manifest: Manifest
) -> tuple[ArchiveSection, DocumentsSection]:
    archive, documents = await asyncio.gather(
        case_file.open(case_id, _ref(manifest, SectionKind.ARCHIVE), ArchiveSection),
        case_file.open(case_id, _ref(manifest, SectionKind.DOCUMENTS), DocumentsSection),
    )
    return archive.data, documents.data


def _ref(manifest: Manifest, kind: SectionKind) -> SectionRef:
    found = newest(manifest, kind)
    if found is None:
        raise Broken
    return found
