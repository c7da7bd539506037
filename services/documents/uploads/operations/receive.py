"""From bytes that come in to a file that is stored: the parts between the transactions."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog

from contracts.files import OBJECTION, OpenUpload, UploadGrant
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.errors import Unavailable
from kit.ids import new_id
from services.documents.uploads.domain import OF_STRANGERS, File, Limits, Part, Upload, name_of
from services.documents.uploads.gateway.scanner import Scanner
from services.documents.uploads.gateway.vault import Measured, Parts, Vault
from services.documents.uploads.inspection.answers import Cleaned, Refused
from services.documents.uploads.inspection.inspector import Inspector
from services.documents.uploads.inspection.kinds import ENDINGS
from services.documents.uploads.operations import keep as files
from services.documents.uploads.operations import strangers
from services.documents.uploads.operations import upload as uploads
from services.documents.uploads.store import files as file_rows
from services.documents.uploads.store import uploads as upload_rows

PART_BYTES = 1024 * 1024
INFECTED = "安全检查发现这个文件带有病毒或恶意内容，没有保存。请先杀毒，或重新扫描纸质材料后再上传"

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Reception:
    """Takes files in. Everything that is large goes through it piece by piece."""

    pool: Pool
    parts: Parts
    vault: Vault
    cipher: FieldCipher
    inspector: Inspector
    scanner: Scanner | None
    limits: Limits
    purposes: Mapping[str, Limits]
    most_of_person: int

    def limits_of(self, purpose: str) -> Limits:
        """What files for this purpose may be."""
        return self.purposes.get(purpose, OF_STRANGERS if purpose == OBJECTION else self.limits)

    async def tidy(self, account_id: UUID) -> None:
        """Forget what a person left lying about."""
        async with transaction(self.pool) as conn:
            gone = await files.forget_stale(conn, account_id, at=now())
        await self.vault.remove(gone.files)
        await self.parts.remove(gone.parts)

    async def admit(self, grant: OpenUpload) -> None:
        """Count a stranger's file; refused when there were too many."""
        async with transaction(self.pool) as conn:
            await strangers.admit(conn, grant, at=now())

    async def tidy_strangers(self, purpose: str) -> None:
        """Forget what strangers left lying about."""
        async with transaction(self.pool) as conn:
            gone = await strangers.forget_stale(conn, purpose, at=now())
        await self.vault.remove(gone.files)
        await self.parts.remove(gone.parts)

    async def begin(self, grant: UploadGrant, name: str, length: int | None) -> Upload:
        """Begin an upload; refused when it would not fit."""
        async with transaction(self.pool) as conn:
            return await uploads.begin(
                conn,
                grant,
                name_encrypted=self.cipher.encrypt(name_of(name)),
                length=length,
                limits=self.limits_of(grant.purpose),
                most_of_person=self.most_of_person,
                at=now(),
            )

    async def append(self, upload: Upload, starts_at: int, data: AsyncIterator[bytes]) -> int:
        """Take what comes, from this place on; where the next begins. A line that breaks loses little."""
        held = bytearray()
        try:
            async for piece in data:
                held += piece
                if len(held) >= PART_BYTES:
                    part, held = bytes(held), bytearray()
                    starts_at = await self._take(upload, starts_at, part)
        finally:
            if held:
                starts_at = await self._take(upload, starts_at, bytes(held))
        return starts_at

    async def _take(self, upload: Upload, starts_at: int, data: bytes) -> int:
        key = await self.parts.put(upload.id, data)
        try:
            async with transaction(self.pool) as conn:
                await uploads.take(conn, upload.id, Part(starts_at=starts_at, bytes=len(data), blob_key=key))
        except (uploads.OffsetDiffers, Unavailable):
            await self.parts.remove([key])
            raise
        return starts_at + len(data)

    async def finish(self, upload: Upload) -> File:
        """What a complete upload has become, or becomes now; `Refused` with everything that is wrong.

        Whoever asks again while it is being checked checks too, and may find the parts gone: then what the
        other made of it counts.
        """
        try:
            return await self._ended(upload) or await self._finish(upload)
        except (Unavailable, Refused):
            async with transaction(self.pool) as conn:
                upload = await uploads.own_upload(conn, upload.account_id, upload.id, at=now())
            if file := await self._ended(upload):
                return file
            raise

    async def _ended(self, upload: Upload) -> File | None:
        """What became of an upload; none while nothing has."""
        if upload.faults is not None:
            raise Refused(*upload.faults)
        if upload.file_id is None:
            return None
        async with transaction(self.pool) as conn:
            file = await file_rows.file_by_id(conn, upload.file_id)
        if file is None:
            raise uploads.NoSuchUpload  # it was deleted since
        return file

    async def _finish(self, upload: Upload) -> File:
        async with transaction(self.pool) as conn:
            parts = await upload_rows.parts_of(conn, upload.id)
        sent = Measured(self.parts.read(parts))
        await self._scan(upload, sent)
        if sent.length != upload.length:
            raise Unavailable  # somebody else is done with it: nobody judges less than what came
        return await self._again(upload, sent.sha256) or await self._new(upload, parts, sent.sha256)

    async def _scan(self, upload: Upload, sent: Measured) -> None:
        """Let everything pass by the scanner, or just pass."""
        if self.scanner is None:
            async for _ in sent:
                pass
        elif found := await self.scanner.found_in(sent):
            log.warning("virus_found", upload_id=str(upload.id), purpose=upload.purpose, signature=found)
            await self.refuse(upload, (INFECTED,))
            raise Refused(INFECTED)

    async def _again(self, upload: Upload, sent_sha256: str) -> File | None:
        fingerprint = self.cipher.fingerprint(sent_sha256)
        async with transaction(self.pool) as conn:
            file, done = await uploads.settle_again(conn, upload, fingerprint, at=now())
            if file:
                called = self.cipher.encrypt(self.name(upload, file.media_type))
                await file_rows.rename_file(conn, file.id, called)
        await self.parts.remove(done)
        return file

    async def _new(self, upload: Upload, parts: list[Part], sent_sha256: str) -> File:
        limits = self.limits_of(upload.purpose)
        checked = self.inspector.clean(
            OBJECTION if upload.purpose == OBJECTION else upload.account_id,  # strangers wait for each other
            self.cipher.fingerprint(sent_sha256),
            self.parts.read(parts),
            accepts=upload.accepts,
            pages=limits.pages,
            pixels=limits.pixels,
        )
        try:
            async with checked as cleaned:
                file = await self._store(upload, cleaned, sent_sha256)
        except Refused as refused:
            await self.refuse(upload, refused.faults)
            raise
        async with transaction(self.pool) as conn:
            stored, done = await uploads.settle(conn, upload, file)
        await self.parts.remove(done)
        if stored.id != file.id:  # the same content came twice at once
            await self.vault.remove([file.blob_key])
        return stored

    async def _store(self, upload: Upload, cleaned: Cleaned, sent_sha256: str) -> File:
        place, key = self.vault.new_place()
        body = Measured(cleaned.body)
        await self.vault.put(place, key, aiter(body), cleaned.length)
        return File(
            id=new_id(),
            account_id=upload.account_id,
            city=upload.city,
            purpose=upload.purpose,
            name_encrypted=self.cipher.encrypt(self.name(upload, cleaned.media_type)),
            media_type=cleaned.media_type,
            bytes=cleaned.length,
            pages=cleaned.pages,
            sha256=body.sha256,
            sent_sha256=sent_sha256,
            fingerprint=self.cipher.fingerprint(sent_sha256),
            was_signed=cleaned.was_signed,
            blob_key=place,
            key_encrypted=key,
            created_at=now(),
        )

    def name(self, upload: Upload, media_type: str) -> str:
        """How the person called what was sent, with the ending that is true."""
        return name_of(self.cipher.decrypt(upload.name_encrypted), ENDINGS[media_type])

    async def refuse(self, upload: Upload, faults: tuple[str, ...]) -> None:
        """Keep nothing of an upload but why."""
        async with transaction(self.pool) as conn:
            done = await uploads.refuse(conn, upload, faults)
        await self.parts.remove(done)

    async def close(self, upload: Upload) -> Upload:
        """Everything has come of an upload whose length nobody knew."""
        async with transaction(self.pool) as conn:
            return await uploads.close(conn, upload, most_of_person=self.most_of_person, at=now())

    async def discard(self, upload: Upload) -> None:
        """Forget an upload."""
        async with transaction(self.pool) as conn:
            done = await upload_rows.delete_upload(conn, upload.id)
        await self.parts.remove(done)
