"""Sealed sections: canonical JSON or bytes, encrypted with a key per case, each naming the one before.

The case's key is made by the case's owner, who keeps it in its database and publishes it, wrapped, to a
bucket without a lock for those who work on the case: destroying both erases what is locked elsewhere.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

import rfc8785
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from kit.blobs import BlobMissing, Blobs, content_key
from kit.crypto import FieldCipher

# The nonce may be fixed: AES-GCM-SIV keeps its promise when a nonce repeats, and the same section then
# gives the same object, so that sealing twice is sealing once.
NONCE = bytes(12)


class Broken(Exception):
    """这份材料与提交时的记录不一致，请联系系统管理员核查。"""


class KeyMissing(Exception):
    """这份材料的密钥不存在：可能已依法销毁，或尚未生成。"""


@dataclass(frozen=True, kw_only=True)
class SealedRef:
    """Where a section lies, and the SHA-256 (hex) of its stored bytes."""

    name: str
    key: str
    sha256: str


class Ref(Protocol):
    """Anything that refers to a section."""

    @property
    def name(self) -> str:
        """The section's name; a section cannot be opened under another."""

    @property
    def key(self) -> str:
        """Where it lies."""

    @property
    def sha256(self) -> str:
        """The SHA-256 (hex) of what lies there."""


class CaseFile:
    """Seals and opens sections of cases."""

    def __init__(self, blobs: Blobs, keys: FieldCipher) -> None:
        self._blobs = blobs
        self._keys = keys

    async def seal(
        self, case_id: UUID, name: str, value: Mapping[str, Any] | bytes, *, previous: str = ""
    ) -> SealedRef:
        """Seal a section for good. The same content gives the same reference."""
        if isinstance(value, bytes):
            plain = value
        else:
            plain = rfc8785.dumps({"section": name, "previous": previous, "data": dict(value)})
        cipher = AESGCMSIV(await self._key(case_id)).encrypt(NONCE, plain, _bound_to(case_id, name))
        key, digest = content_key(f"cases/{case_id}", cipher)
        await self._blobs.put("cases", key, cipher)
        return SealedRef(name=name, key=key, sha256=digest)

    async def open(self, case_id: UUID, ref: Ref) -> dict[str, Any]:
        """The section `{"section", "previous", "data"}` behind a reference, or `Broken`."""
        section: dict[str, Any] = json.loads(await self.open_bytes(case_id, ref))
        return section

    async def open_bytes(self, case_id: UUID, ref: Ref) -> bytes:
        """The bytes behind a reference (anything with name, key, sha256), or `Broken`."""
        stored = await self._blobs.get("cases", ref.key)
        if sha256(stored).hexdigest() != ref.sha256:
            raise Broken
        try:
            return AESGCMSIV(await self._key(case_id)).decrypt(NONCE, stored, _bound_to(case_id, ref.name))
        except InvalidTag as error:
            raise Broken from error

    def new_key(self) -> bytes:
        """A key for a new case, wrapped: for its owner's database."""
        return self._keys.encrypt_bytes(os.urandom(32))

    async def publish_key(self, case_id: UUID, wrapped: bytes) -> None:
        """Let those who work on the case seal and open its sections. Before anything is sealed."""
        await self._blobs.put("keys", f"keys/{case_id}", wrapped)

    async def destroy_key(self, case_id: UUID) -> None:
        """Take the published key away: with its owner's copy gone too, nobody opens the case again."""
        await self._blobs.remove("keys", f"keys/{case_id}")

    async def republish_key(self, case_id: UUID, wrapped: bytes) -> bool:
        """Put a key that is published in its new wrapping; false when that is there, or none at all."""
        try:
            stored = await self._blobs.get("keys", f"keys/{case_id}")
        except BlobMissing:
            return False
        if self._keys.key_of_bytes(stored) == self._keys.current:
            return False
        await self._blobs.replace("keys", f"keys/{case_id}", wrapped)
        return True

    async def _key(self, case_id: UUID) -> bytes:
        try:
            wrapped = await self._blobs.get("keys", f"keys/{case_id}")
        except BlobMissing as error:
            raise KeyMissing from error
        return self._keys.decrypt_bytes(wrapped)


def _bound_to(case_id: UUID, name: str) -> bytes:
    return f"{case_id}/{name}".encode()
