"""What the preview and the page of what was submitted have in common: the sealed sections, opened."""

import asyncio
from typing import Any
from uuid import UUID

from contracts.case import Manifest, SectionRef
from contracts.sections.archive import ArchiveSection
from contracts.sections.declaration import DeclarationSection
from contracts.sections.documents import DocumentsSection
from contracts.sections.identity import IdentitySection
from contracts.sections.names import SectionKind, newest
from contracts.sections.parts import PART_NAMES, Submission, blocks_of
from kit.sealed import Broken, CaseFile


async def opened(case_file: CaseFile, case_id: UUID, manifest: Manifest) -> dict[str, Any]:
    """The newest sections of a manifest as `submission/_parts.html` shows them."""

    def ref(kind: SectionKind) -> SectionRef:
        found = newest(manifest, kind)
        if found is None:
            raise Broken
        return found

    identity, archive, declaration, documents = await asyncio.gather(
        case_file.open(case_id, ref(SectionKind.IDENTITY), IdentitySection),
        case_file.open(case_id, ref(SectionKind.ARCHIVE), ArchiveSection),
        case_file.open(case_id, ref(SectionKind.DECLARATION), DeclarationSection),
        case_file.open(case_id, ref(SectionKind.DOCUMENTS), DocumentsSection),
    )
    submission = Submission(identity=identity.data, archive=archive.data, declaration=declaration.data)
    return {
        "blocks": blocks_of(submission),
        "names": PART_NAMES,
        "photo": documents.data.photo,
        "pledge": documents.data.pledge,
    }
