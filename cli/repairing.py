"""Puts back what was sealed where something else was written over it: what is locked is still there."""

from importlib import import_module
from typing import TYPE_CHECKING
from uuid import UUID

from cli.surroundings import settings_of
from kit.blobs import BlobMissing, Blobs
from kit.crypto import FieldCipher
from kit.sealed import Broken, CaseFile

if TYPE_CHECKING:
    from contracts.case import Manifest, SectionRef

OWNERS = ("identity", "archive", "declaration", "review", "payment", "documents")


async def repair(case_file: CaseFile, case_id: UUID, sections: "Manifest", wrapped: bytes | None) -> int:
    """Publish the key again if it is gone, put covered sections back on top; how many things were mended.

    What is nowhere any more is left as it is: the check that follows tells of it.
    """
    mended = int(wrapped is not None and await case_file.restore_key(case_id, wrapped))
    for ref in sections:
        if await case_file.is_covered(ref):
            mended += await _uncovered(ref)
    return mended


async def _uncovered(ref: "SectionRef") -> bool:
    """Only the key of the service that sealed it may write there."""
    owner = ref.key.partition("/")[0]
    if owner not in OWNERS:
        return False
    settings = settings_of(import_module(f"services.{owner}.settings").Settings)
    theirs = CaseFile(Blobs(settings), FieldCipher(settings.case_keys.get_secret_value()), owner)
    try:
        await theirs.uncover(ref)
    except (BlobMissing, Broken):
        return False
    return True
