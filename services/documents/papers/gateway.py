"""Sections of the sealed case file."""

import asyncio
from uuid import UUID

from contracts.case import Manifest, SectionRef
from contracts.sections.archive import ArchiveSection
from contracts.sections.decision import DecisionSection
from contracts.sections.declaration import DeclarationSection, Declared
from contracts.sections.documents import DocumentsSection
from contracts.sections.identity import Employer, IdentitySection, Person
from contracts.sections.names import SectionKind, newest, of_kind, round_of
from contracts.sections.settlement import SettlementSection
from kit.sealed import Broken, CaseFile
from services.documents.papers.domain.case import Case


async def open_case(file: CaseFile, case_id: UUID, manifest: Manifest) -> Case:
    """The newest of each section, the decisions of the present round, and what was paid."""
    now = round_of(manifest)
    rounds = of_kind(manifest, SectionKind.DECISION)
    identity, archive, declaration, documents = await asyncio.gather(
        file.open(case_id, _newest(manifest, SectionKind.IDENTITY), IdentitySection),
        file.open(case_id, _newest(manifest, SectionKind.ARCHIVE), ArchiveSection),
        file.open(case_id, _newest(manifest, SectionKind.DECLARATION), DeclarationSection),
        file.open(case_id, _newest(manifest, SectionKind.DOCUMENTS), DocumentsSection),
    )
    decisions = await asyncio.gather(
        *(file.open(case_id, ref, DecisionSection) for name, ref in rounds if name.round == now)
    )
    settlements = await asyncio.gather(
        *(file.open(case_id, ref, SettlementSection) for _, ref in of_kind(manifest, SectionKind.SETTLEMENT))
    )
    return Case(
        identity=identity.data,
        archive=archive.data,
        declaration=declaration.data,
        documents=documents.data,
        decisions=tuple(one.data for one in decisions),
        settlements=tuple(one.data for one in settlements),
    )


async def open_shown(file: CaseFile, case_id: UUID, refs: Manifest) -> tuple[Person, Employer, Declared]:
    """Whom a paper is about, and what was declared."""
    identity = await file.open(case_id, _newest(refs, SectionKind.IDENTITY), IdentitySection)
    declaration = await file.open(case_id, _newest(refs, SectionKind.DECLARATION), DeclarationSection)
    return identity.data.person, identity.data.employer, declaration.data.declared


def _newest(manifest: Manifest, kind: SectionKind) -> SectionRef:
    ref = newest(manifest, kind)
    if ref is None:
        raise Broken
    return ref
