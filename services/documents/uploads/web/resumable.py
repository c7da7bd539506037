"""Resumable uploads (tus 1.0: core, creation, termination, expiration). Any process may take the next part.

The bytes are taken as they come; `result` then checks, cleans and stores what is complete, as often as asked.
"""

from base64 import b64decode
from collections.abc import AsyncIterator
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from kit.clock import now
from kit.db import transaction
from kit.errors import Fault, Invalid, Refusal
from kit.hangup import while_waited
from kit.session import Session
from services.documents.uploads.domain import Upload
from services.documents.uploads.inspection.answers import Refused
from services.documents.uploads.operations import upload as uploads
from services.documents.uploads.web import words
from services.documents.uploads.web.parts import Desk, Means, Person
from services.documents.uploads.web.upload import EMPTY, FIELD, granted, receipt_of

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration"
PART = "application/offset+octet-stream"
PLACE = "/documents/uploads"
UNTOLD: dict[int | str, dict[str, Any]] = {412: {}}  # a client that does not tell its version

router = APIRouter()


class OtherVersion(Refusal):
    """上传程序的版本不符，请刷新页面后重试。"""

    status = 412


class NotAPart(Refusal):
    """上传的内容格式不符，请刷新页面后重试。"""

    status = 415


class TooLong(Refusal):
    """上传的内容超过了文件的大小，请重新选择文件。"""

    status = 413


class NotComplete(Refusal):
    """文件还没有传完，请继续上传。"""


@router.options(PLACE, responses={204: {}})
async def able(_: Person, desk: Desk) -> Response:
    """What this server can do."""
    most = str(desk.reception.limits.file_bytes)
    return _told({"tus-version": VERSION, "tus-extension": EXTENSIONS, "tus-max-size": most})


@router.post(PLACE, responses={201: {}, **UNTOLD})
async def begin(request: Request, who: Person, desk: Desk) -> Response:
    """Begin an upload under a grant."""
    _speaks_tus(request)
    told = metadata(request.headers.get("upload-metadata", ""))
    grant = granted(desk, who, request.headers.get("upload-grant") or told.get("grant", ""))
    length = _number(request, "upload-length")
    if length == 0:
        raise Invalid(faults=[Fault(field=FIELD, message=EMPTY)])
    await desk.reception.tidy(who.account_id)
    upload = await desk.reception.begin(grant, told.get("filename", ""), length)
    return _told({"location": f"{PLACE}/{upload.id}", **_expires(upload)}, status=201)


@router.head(PLACE + "/{upload_id}", responses=UNTOLD)
async def where(request: Request, who: Person, desk: Desk, upload_id: UUID) -> Response:
    """How much has come."""
    upload = await _own(desk, who, upload_id)
    _speaks_tus(request)
    length = {} if upload.length is None else {"upload-length": str(upload.length)}
    told = {"upload-offset": str(upload.received), "cache-control": "no-store", **length}
    return _told({**told, **_expires(upload)}, status=200)


@router.patch(PLACE + "/{upload_id}", responses={204: {}, 415: {}, **UNTOLD})
async def add(request: Request, who: Person, desk: Desk, upload_id: UUID) -> Response:
    """Take what comes from this place on. A line that breaks keeps what has come."""
    upload = await _own(desk, who, upload_id)
    _speaks_tus(request)
    if request.headers.get("content-type") != PART:
        raise NotAPart
    starts_at = _number(request, "upload-offset")
    if starts_at != upload.received:
        raise uploads.OffsetDiffers
    left = (upload.length or 0) - starts_at
    if int(request.headers.get("content-length") or 0) > left:
        raise TooLong
    try:
        offset = await desk.reception.append(upload, starts_at, _at_most(request, left))
    except ClientDisconnect:
        return Response(status_code=400)  # nobody hears it
    return _told({"upload-offset": str(offset), **_expires(upload)})


@router.delete(PLACE + "/{upload_id}", responses={204: {}, **UNTOLD})
async def give_up(request: Request, who: Person, desk: Desk, upload_id: UUID) -> Response:
    """Forget an upload and everything that has come of it."""
    upload = await _own(desk, who, upload_id)
    _speaks_tus(request)
    await desk.reception.discard(upload)
    return _told({})


@router.post(PLACE + "/{upload_id}/result", responses={429: {}})
async def result(request: Request, who: Person, desk: Desk, upload_id: UUID) -> Response:
    """What became of an upload: the receipt, or everything that is wrong with the file."""
    upload = await _own(desk, who, upload_id)
    if not upload.is_complete:
        raise NotComplete
    try:
        file = await while_waited(request, desk.reception.finish(upload))
        token, receipt = receipt_of(desk, file, upload)
    except Refused as refused:
        faults = [Fault(field=FIELD, message=fault) for fault in refused.faults]
        raise Invalid(faults=faults) from refused
    return JSONResponse({"receipt": token, "name": receipt.name, "facts": words.facts(file)})


def metadata(header: str) -> dict[str, str]:
    """Names and values of Upload-Metadata."""
    pairs = (item.strip().partition(" ") for item in header.split(",") if item.strip())
    try:
        return {name: b64decode(value, validate=True).decode() for name, _, value in pairs}
    except ValueError as error:
        raise NotAPart from error


async def _own(desk: Means, who: Session, upload_id: UUID) -> Upload:
    async with transaction(desk.pool) as conn:
        return await uploads.own_upload(conn, who.account_id, upload_id, at=now())


async def _at_most(request: Request, left: int) -> AsyncIterator[bytes]:
    async for piece in request.stream():
        left -= len(piece)
        if left < 0:
            raise TooLong
        yield piece


def _speaks_tus(request: Request) -> None:
    if request.headers.get("tus-resumable") != VERSION:
        raise OtherVersion


def _number(request: Request, name: str) -> int:
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdigit()) or len(text) > 15:  # noqa: PLR2004 - a petabyte
        raise NotAPart
    return int(text)


def _expires(upload: Upload) -> dict[str, str]:
    return {"upload-expires": format_datetime(upload.expires_at, usegmt=True)}


def _told(headers: dict[str, Any], *, status: int = 204) -> Response:
    return Response(status_code=status, headers={"tus-resumable": VERSION, **headers})
