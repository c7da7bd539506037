"""Everything that a person has uploaded, as one archive that is packed while it is sent."""

from collections.abc import AsyncIterator, Iterator, Sequence
from io import RawIOBase
from urllib.parse import quote
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from kit.clock import SHANGHAI
from kit.db import transaction
from services.documents.uploads.domain import File
from services.documents.uploads.operations import keep as files
from services.documents.uploads.web.parts import Desk, Means, Person

router = APIRouter()


class Packed(RawIOBase):
    """What the packer has written and nobody has sent yet."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        """It takes bytes; it cannot go back."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Hold some more."""
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        """What is held, once."""
        held = bytes(self._held)
        self._held.clear()
        return held


@router.get("/documents/export", responses={200: {"content": {"application/zip": {}}}})
async def export(who: Person, desk: Desk) -> Response:
    """All own files."""
    async with transaction(desk.pool) as conn:
        known, _ = await files.own_files(conn, who.account_id)
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote('我的文件.zip')}",
        "cache-control": "private, no-store",
    }
    return StreamingResponse(_packed(desk, known), media_type="application/zip", headers=headers)


async def _packed(desk: Means, known: Sequence[File]) -> AsyncIterator[bytes]:
    packed = Packed()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for file, name in zip(known, _names(desk, known), strict=True):
            entry = ZipInfo(name, file.created_at.astimezone(SHANGHAI).timetuple()[:6])
            with archive.open(entry, "w") as place:
                async for piece in desk.reception.vault.get(file.blob_key, file.key_encrypted):
                    place.write(piece)
                    yield packed.taken()
            yield packed.taken()
    yield packed.taken()


def _names(desk: Means, known: Sequence[File]) -> Iterator[str]:
    """As the person called them; a name that comes again is numbered. Windows and macOS take a for A."""
    seen: set[str] = set()
    for file in known:
        name = desk.reception.cipher.decrypt(file.name_encrypted)
        stem, dot, ending = name.rpartition(".")
        number = 1
        while name.casefold() in seen:
            number += 1
            name = f"{stem} ({number}){dot}{ending}"
        seen.add(name.casefold())
        yield name
