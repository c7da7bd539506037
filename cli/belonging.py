"""What an open case cannot be without, and may not be there: its person, its key, its sealed sections."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cli.found import Found, Kind
from cli.repairing import repair
from cli.resealing import resealed
from cli.surroundings import settings_of
from kit.blobs import Blobs
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.sealed import CaseFile

if TYPE_CHECKING:
    from services.declaration.drafting.domain.declarations import Record

AT_ONCE = 20


async def missed(pools: Mapping[str, Pool]) -> list[Found]:
    """Persons that nobody knows; sections and keys that are in no version of the store."""
    from services.declaration.drafting.store.declarations import open_declarations
    from services.identity.people.store.persons import unknown_persons

    async with transaction(pools["declaration"]) as conn:
        cases = await open_declarations(conn)
    async with transaction(pools["identity"]) as conn:
        nobody = set(await unknown_persons(conn, list({case.person_id for case in cases})))
    repaired, lost = await _sections(pools, cases)
    return [
        _of(
            Kind.PERSON_UNKNOWN,
            [case for case in cases if case.person_id in nobody],
            "nobody has their account",
        ),
        Found(kind=Kind.SECTION_COVERED, count=repaired, what="keys and sections were put back in the store"),
        _of(Kind.SECTION_MISSING, lost, "a sealed section or the key is not in the store"),
    ]


def _of(kind: Kind, cases: "Sequence[Record]", what: str) -> Found:
    lines = tuple(str(case.id) for case in cases)
    return Found(kind=kind, count=len(cases), what=what, lines=lines, is_open=bool(cases))


async def _sections(pools: Mapping[str, Pool], cases: "Sequence[Record]") -> "tuple[int, list[Record]]":
    """How much was put back, and of which cases something is nowhere."""
    from services.declaration.settings import Settings

    settings = settings_of(Settings)
    blobs = Blobs(settings)
    file = CaseFile(blobs, FieldCipher(settings.case_keys.get_secret_value()), "declaration")
    limit = asyncio.Semaphore(AT_ONCE)

    async def looked(case: "Record") -> int:
        async with limit:
            return 0 if await _is_whole(blobs, case) else await _repaired(pools, blobs, file, case)

    repaired = sum(await asyncio.gather(*map(looked, cases)))

    async def is_lost(case: "Record") -> bool:
        async with limit:
            return not await _is_whole(blobs, case)

    lost = await asyncio.gather(*map(is_lost, cases))
    return repaired, [case for case, is_gone in zip(cases, lost, strict=True) if is_gone]


async def _is_whole(blobs: Blobs, case: "Record") -> bool:
    """Whether everything is there; what it says is `zhicheng case verify`'s affair.

    The key even of a case of which nothing is sealed: a submission that is asked again would wait for it.
    """
    there = [await blobs.exists("cases", ref.key) for ref in case.sections]
    return all(there) and await blobs.exists("keys", f"keys/{case.id}")


async def _repaired(pools: Mapping[str, Pool], blobs: Blobs, file: CaseFile, case: "Record") -> int:
    from services.declaration.drafting.store.declarations import case_key

    async with transaction(pools["declaration"]) as conn:
        wrapped = await case_key(conn, case.id)
    count = await repair(file, case.id, case.sections, wrapped)
    for place, ref in enumerate(case.sections):
        if not await blobs.exists("cases", ref.key):
            count += await resealed(pools, case, place)
    return count
