"""A section that is in no version of the store is sealed anew from the rows that it was made of.

The same rows give the same bytes: only what comes out as it was counts as mended. What people submitted, and
papers, are not made of rows that stand still, and stay missing.
"""

from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cli.surroundings import settings_of
from contracts.sections.names import PAPERS, SUBMITTED, SectionKind, SectionName
from kit.blobs import Blobs
from kit.crypto import FieldCipher
from kit.db import Pool
from kit.sealed import CaseFile

if TYPE_CHECKING:
    from contracts.case import SectionRef
    from services.declaration.drafting.domain.declarations import Record

    Seal = Callable[[Mapping[str, Pool], Record, int, str], Awaitable[bool]]

LOOSE = frozenset({*PAPERS, *SUBMITTED})  # no links of the chain


async def resealed(pools: Mapping[str, Pool], case: "Record", place: int) -> bool:
    """Seal the section at this place of the case's list; whether it is there again as it was."""
    name = SectionName.read(case.sections[place].name)
    seal = _SEALS.get(name.kind) if name else None
    return seal is not None and await seal(pools, case, place, before(case.sections, place))


def before(sections: "tuple[SectionRef, ...]", place: int) -> str:
    """The SHA-256 of the link that the one at this place names."""
    named = ((SectionName.read(ref.name), ref) for ref in sections[:place])
    links = [ref.sha256 for name, ref in named if name and name.kind not in LOOSE]
    return links[-1] if links else ""


async def _decision(pools: Mapping[str, Pool], case: "Record", place: int, previous: str) -> bool:
    from kit.calendar import Workdays
    from services.review.examination.operations.restored import seal_again

    settings, file = _of("review")
    calendar = Workdays(settings.calendar_years)
    cipher = settings.field_cipher()
    return await seal_again(pools["review"], cipher, calendar, file, case.sections[place], previous)


async def _settlement(pools: Mapping[str, Pool], case: "Record", place: int, previous: str) -> bool:
    from services.payment.operations.restored import seal_again

    _, file = _of("payment")
    return await seal_again(pools["payment"], file, case.id, case.sections[place], previous)


async def _list(_: Mapping[str, Pool], case: "Record", place: int, previous: str) -> bool:
    from cli.retelling import submitted
    from contracts.declaration import SealManifest
    from services.declaration.submission.operations import compose_list

    ref = case.sections[place]
    name = SectionName.read(ref.name)
    number = name.round if name else 0
    sections = submitted(case.sections, number)
    request = SealManifest(application_id=case.id, round=number, sections=sections, previous=previous)
    _, file = _of("declaration")
    sealed = await file.seal(case.id, ref.name, compose_list(request)[1], previous=previous)
    return sealed.sha256 == ref.sha256


def _of(service: str) -> tuple[Any, CaseFile]:
    """Settings of a service, and its own key of the store."""
    settings = settings_of(import_module(f"services.{service}.settings").Settings)
    cipher = FieldCipher(settings.case_keys.get_secret_value())
    return settings, CaseFile(Blobs(settings), cipher, service)


_SEALS: "Mapping[SectionKind, Seal]" = {
    SectionKind.DECISION: _decision,
    SectionKind.SETTLEMENT: _settlement,
    SectionKind.SUBMISSION: _list,
}
