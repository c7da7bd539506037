"""The object store: photos in the service's own encryption, sections of the sealed case file."""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from contracts.case import Manifest, SectionRef
from kit.blobs import Blobs, content_key
from kit.crypto import FieldCipher
from kit.sealed import CaseFile
from services.documents.domain.case import SETTLEMENT, SUBMITTED, Case, decisions_of, newest, round_of

BUCKET = "uploads"


class PhotoStore:
    """Photos, encrypted before they leave the process."""

    def __init__(self, blobs: Blobs, cipher: FieldCipher) -> None:
        self._blobs = blobs
        self._cipher = cipher

    def fingerprint(self, photo: bytes) -> str:
        """What the same picture of whomever has in common."""
        return self._cipher.fingerprint(b64encode(photo).decode())

    async def put(self, photo: bytes) -> str:
        """Store a photo; its key."""
        encrypted = self._cipher.encrypt_bytes(photo)
        key, _ = content_key("photos", encrypted)
        await self._blobs.put(BUCKET, key, encrypted)
        return key

    async def get(self, key: str) -> bytes:
        """The photo."""
        return self._cipher.decrypt_bytes(await self._blobs.get(BUCKET, key))

    async def remove(self, key: str) -> None:
        """Forget a photo that nobody refers to."""
        await self._blobs.remove(BUCKET, key)


async def open_case(file: CaseFile, case_id: UUID, manifest: Manifest) -> Case:
    """The newest of each section, and the decisions of the present round."""
    refs = newest(manifest, (*SUBMITTED, SETTLEMENT))
    decisions = decisions_of(manifest, round_of(manifest))
    opened = await asyncio.gather(*(_data(file, case_id, ref) for ref in (*refs.values(), *decisions)))
    return Case(**dict(zip(refs, opened, strict=False)), decisions=tuple(opened[len(refs) :]))


async def _data(file: CaseFile, case_id: UUID, ref: SectionRef) -> Mapping[str, Any]:
    data: Mapping[str, Any] = (await file.open(case_id, ref))["data"]
    return data
