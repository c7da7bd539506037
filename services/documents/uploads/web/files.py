"""A file for those who may see it: as it is, page by page, and on a page of its own."""

from collections.abc import AsyncIterator
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from contracts.files import EVIDENCE_TYPES, FILE_PAGE, UNKEPT_LASTS, ViewGrant
from kit.db import transaction
from kit.errors import NotFound
from kit.hangup import while_waited
from kit.session import Session
from kit.web.pages import redirect, render
from services.documents.uploads.domain import File, size_in_words
from services.documents.uploads.inspection.answers import NoPreview
from services.documents.uploads.inspection.kinds import PNG
from services.documents.uploads.operations import keep as files
from services.documents.uploads.web import words
from services.documents.uploads.web.parts import Desk, Means, Person

# Whatever a file tries, it is nobody here: no scripts, no forms, no session of ours.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'; sandbox"
PRIVATE = {"cache-control": "private, no-store", "content-security-policy": ALONE}

router = APIRouter()


class NoSuchPage(NotFound):
    """文件没有这一页，或这一页无法显示。"""


@router.get("/documents/files")
async def own(request: Request, who: Person, desk: Desk, done: str = "") -> Response:
    """我的文件: everything that this person has uploaded."""
    async with transaction(desk.pool) as conn:
        known, used = await files.own_files(conn, who.account_id)
    return render(
        request,
        "uploads/files.html",
        files=[(file, _name(desk, file), words.facts(file)) for file in known],
        used=size_in_words(used),
        most=size_in_words(desk.reception.most_of_person),
        unkept_days=UNKEPT_LASTS.days,
        done=done,
    )


@router.post("/documents/files/{file_id}/remove")
async def remove(who: Person, desk: Desk, file_id: UUID) -> Response:
    """Delete a file that no record uses."""
    async with transaction(desk.pool) as conn:
        place = await files.remove_file(conn, who.account_id, file_id)
    await desk.reception.vault.remove([place])
    return redirect(f"{FILE_PAGE}?done=removed")


@router.get("/documents/files/{file_id}", responses={200: {"content": {kind: {} for kind in EVIDENCE_TYPES}}})
async def whole(who: Person, desk: Desk, file_id: UUID, grant: str = "") -> Response:
    """The file itself."""
    file = await _seen(desk, who, file_id, grant)
    name = quote(_name(desk, file), safe="")
    headers = {
        **PRIVATE,
        "content-length": str(file.bytes),
        "content-disposition": f"inline; filename*=UTF-8''{name}",
    }
    return StreamingResponse(_bytes(desk, file), media_type=file.media_type, headers=headers)


@router.get("/documents/files/{file_id}/pages/{page}.png", responses={429: {}})
async def page(
    request: Request, who: Person, desk: Desk, file_id: UUID, page: int, grant: str = ""
) -> Response:
    """A page of it as a picture."""
    file = await _seen(desk, who, file_id, grant)
    if not 1 <= page <= file.pages:
        raise NoSuchPage
    shown = desk.reception.inspector.preview(who.account_id, file.sha256, _bytes(desk, file), page)
    try:
        picture = await while_waited(request, shown)
    except NoPreview as none:
        raise NoSuchPage from none
    return Response(picture, media_type=PNG, headers=PRIVATE)


@router.get("/documents/files/{file_id}/view")
async def view(request: Request, who: Person, desk: Desk, file_id: UUID, grant: str = "") -> Response:
    """All its pages, one below the other."""
    file = await _seen(desk, who, file_id, grant)
    told = desk.grants.open(ViewGrant, grant) if grant else None
    return render(
        request,
        "uploads/view.html",
        file=file,
        name=_name(desk, file),
        facts=words.facts(file),
        query=f"?grant={grant}" if grant else "",
        back=(told.back if told else FILE_PAGE),
    )


async def _seen(desk: Means, who: Session, file_id: UUID, token: str) -> File:
    grant = desk.grants.open(ViewGrant, token) if token else None
    async with transaction(desk.pool) as conn:
        file = await files.file_to_see(
            conn, file_id, account_id=who.account_id, session_id=who.session_id, grant=grant
        )
        await files.tell_read(conn, who, file)
        return file


def _bytes(desk: Means, file: File) -> AsyncIterator[bytes]:
    return desk.reception.vault.get(file.blob_key, file.key_encrypted)


def _name(desk: Means, file: File) -> str:
    return desk.reception.cipher.decrypt(file.name_encrypted)
