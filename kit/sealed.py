"""Sealed sections: dataclasses as canonical JSON, or bytes; encrypted with a key per case.

A section names the one before it, and says with its `form` how it was written.

The case's key is made by the case's owner, who keeps it in its database and publishes it, wrapped, to a
bucket without a lock for those who work on the case: destroying both erases what is locked elsewhere.
"""

import hmac
import os
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from uuid import UUID

import rfc8785
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from pydantic import TypeAdapter, ValidationError

from kit.adapters import adapter
from kit.blobs import BlobMissing, Blobs, content_key
from kit.crypto import FieldCipher

# The nonce may be fixed: AES-GCM-SIV keeps its promise when a nonce repeats, and the same section then
# gives the same object, so that sealing twice is sealing once.
NONCE = bytes(12)


class Broken(Exception):
    """这份材料与提交时的记录不一致，请联系系统管理员核查。"""


class WrittenLater(Exception):
    """这份材料由更新版本的平台封存，本平台还不能读取，请升级后重试。"""


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


class Section(Protocol):
    """What is sealed: a frozen dataclass with the number of its form, which grows with its meaning."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def form(self) -> int:
        """How it was written."""


S = TypeVar("S", bound=Section)


@dataclass(frozen=True, kw_only=True)
class Opened(Generic[S]):
    """A section with its name and the SHA-256 of the one before."""

    section: str
    previous: str
    data: S


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """The same before its data were read: all that is needed to follow the chain."""

    section: str
    previous: str
    data: dict[str, Any]

    def read(self, kind: type[S]) -> Opened[S]:
        """The section as what it is; `Broken` when it is not, `WrittenLater` when we are too old for it."""
        if self.data.get("form", 0) > _form_of(kind):
            raise WrittenLater
        try:
            data = adapter(kind).validate_python(self.data)
        except ValidationError as error:
            raise Broken from error
        return Opened(section=self.section, previous=self.previous, data=data)


class CaseFile:
    """Seals and opens sections of cases."""

    def __init__(self, blobs: Blobs, keys: FieldCipher, owner: str) -> None:
        """`owner`: whose sections are sealed here; its key of the store writes nowhere else."""
        self._blobs = blobs
        self._keys = keys
        self._owner = owner

    async def note(self, name: str, facts: bytes) -> None:
        """Keep a fact of the owner's beside the cases, locked as they are; noted again it stays as it was."""
        await self._blobs.put("cases", f"{self._owner}/{name}", facts)

    async def seal(
        self, case_id: UUID, name: str, value: Section | bytes, *, previous: str = ""
    ) -> SealedRef:
        """Seal a section for good. The same content gives the same reference."""
        plain = value if isinstance(value, bytes) else canonical(name, value, previous=previous)
        cipher = AESGCMSIV(await self._key(case_id)).encrypt(NONCE, plain, _bound_to(case_id, name))
        key, digest = content_key(f"{self._owner}/{case_id}", cipher)
        await self._blobs.put("cases", key, cipher)
        return SealedRef(name=name, key=key, sha256=digest)

    async def open(self, case_id: UUID, ref: Ref, kind: type[S]) -> Opened[S]:
        """The section behind a reference, read as what it is."""
        return unwrapped(await self.open_bytes(case_id, ref)).read(kind)

    async def open_bytes(self, case_id: UUID, ref: Ref) -> bytes:
        """The bytes behind a reference (anything with name, key, sha256), or `Broken`."""
        stored = await self._stored(ref)
        try:
            return AESGCMSIV(await self._key(case_id)).decrypt(NONCE, stored, _bound_to(case_id, ref.name))
        except InvalidTag as error:
            raise Broken from error

    async def mark(self, case_id: UUID, value: str) -> str:
        """A hash of a value under the case's key: two who know it can be compared without telling it."""
        return hmac.new(await self._key(case_id), _bound_to(case_id, f"mark/{value}"), sha256).hexdigest()

    async def is_covered(self, ref: Ref) -> bool:
        """Whether something else was written over a section, or it was deleted; it may still be there."""
        try:
            return not _is(ref, await self._blobs.get("cases", ref.key))
        except BlobMissing:
            return True

    async def uncover(self, ref: Ref) -> None:
        """Put a section back on top of whatever was written over it. Takes the key of the section's owner."""
        await self._blobs.replace("cases", ref.key, await self._stored(ref))

    async def _stored(self, ref: Ref) -> bytes:
        """What was sealed: the version that has the hash, whatever was written over it since."""
        with suppress(BlobMissing):
            newest = await self._blobs.get("cases", ref.key)
            if _is(ref, newest):
                return newest
        # Nobody knows a key before its content was sealed: what was written first is most likely right.
        versions = [one.id for one in await self._blobs.versions("cases", ref.key) if not one.is_removal]
        for version in versions:
            older = await self._blobs.get("cases", ref.key, version)
            if _is(ref, older):
                return older
        raise Broken if versions else BlobMissing(ref.key)

    def new_key(self) -> bytes:
        """A key for a new case, wrapped: for its owner's database."""
        return self._keys.encrypt_bytes(os.urandom(32))

    async def publish_key(self, case_id: UUID, wrapped: bytes) -> None:
        """Let those who work on the case seal and open its sections. Before anything is sealed."""
        await self._blobs.put("keys", f"keys/{case_id}", wrapped)

    async def destroy_key(self, case_id: UUID) -> None:
        """Take the published key away: with its owner's copy gone too, nobody opens the case again."""
        await self._blobs.remove_versions("keys", f"keys/{case_id}")

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

    async def restore_key(self, case_id: UUID, wrapped: bytes) -> bool:
        """Publish the owner's copy again if what is published is gone or unreadable; whether it was."""
        with suppress(KeyMissing, Broken):
            await self._key(case_id)
            return False
        await self._blobs.replace("keys", f"keys/{case_id}", wrapped)
        return True

    async def _key(self, case_id: UUID) -> bytes:
        try:
            wrapped = await self._blobs.get("keys", f"keys/{case_id}")
        except BlobMissing as error:
            raise KeyMissing from error
        try:
            return self._keys.decrypt_bytes(wrapped)
        except (InvalidTag, KeyError, UnicodeDecodeError) as error:
            raise Broken from error


def canonical(name: str, section: Section, *, previous: str = "") -> bytes:
    """A section as it is sealed: canonical JSON."""
    data = adapter(type(section)).dump_python(section, mode="json")
    return rfc8785.dumps({"section": name, "previous": previous, "data": data})


def unwrapped(plain: bytes) -> Envelope:
    """What `canonical` made, or `Broken`."""
    try:
        return _ENVELOPE.validate_json(plain)
    except ValidationError as error:
        raise Broken from error


def _is(ref: Ref, stored: bytes) -> bool:
    return sha256(stored).hexdigest() == ref.sha256


def _form_of(kind: type[Section]) -> int:
    known: int = vars(kind)["form"]  # the default of the field
    return known


_ENVELOPE = TypeAdapter(Envelope)


def _bound_to(case_id: UUID, name: str) -> bytes:
    return f"{case_id}/{name}".encode()
