"""上传文件: several at once, each stored or refused for itself, then back to where they belong."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.files import RECEIPT, RECEIPT_LASTS, UNSENT, Receipt, UploadGrant
from kit.errors import Fault, Refusal
from kit.hangup import Line, unless_gone
from kit.session import Session
from kit.web.pages import Form, redirect, render
from services.documents.uploads.domain import File, Upload, name_of
from services.documents.uploads.inspection.answers import Refused
from services.documents.uploads.operations import upload as uploads
from services.documents.uploads.web import words
from services.documents.uploads.web.multipart import Multipart, Part
from services.documents.uploads.web.parts import Desk, Means, Person

Admit = Callable[[], Awaitable[None]]
FIELD = "files"
NOTHING_SENT = "请选择要上传的文件，再点击“上传”"
EMPTY = "这是空文件，里面没有内容。请检查后重新选择"

router = APIRouter()


@dataclass
class Outcome:
    """What became of the files of a form."""

    receipts: list[tuple[str, Receipt]] = field(default_factory=list)
    refused: list[tuple[str, Sequence[str]]] = field(default_factory=list)

    @property
    def faults(self) -> list[Fault]:
        """Everything that is wrong with each file."""
        return [
            Fault(field=FIELD, message=f"《{name}》：{fault}")
            for name, faults in self.refused
            for fault in faults
        ]

    def refuse_more_than(self, most: int) -> None:
        """No more files than were granted."""
        if len(self.receipts) + len(self.refused) >= most:
            raise Refused(f"一次最多上传 {most} 个文件，这个没有上传。请分次上传")


@router.get("/documents/upload")
async def show(request: Request, who: Person, desk: Desk, grant: str = "") -> Response:
    """The page to choose files."""
    return page(request, desk, granted(desk, who, grant), Outcome())


@router.post("/documents/upload")
async def take(request: Request, who: Person, desk: Desk, grant: str = "") -> Response:
    """Take the files of a form. What is good stays, whatever is wrong with the others."""
    allowed = granted(desk, who, grant)
    await desk.reception.tidy(who.account_id)
    return await received(request, desk, allowed)


async def received(
    request: Request, desk: Means, allowed: UploadGrant, admit: Admit | None = None
) -> Response:
    """What became of the files of a form; each is admitted first where that is not said by the grant."""
    outcome, line = Outcome(), Line(request.receive)
    async for part in Multipart(Request(request.scope, line)):
        if part.name == RECEIPT:
            _hold(desk, allowed, outcome, await part.text())
        elif part.name == FIELD and part.filename:
            await _take(desk, allowed, outcome, part, line, admit)
    if outcome.faults or not outcome.receipts:
        if not outcome.faults:
            outcome.refused.append(("", [NOTHING_SENT]))
        return page(request, desk, allowed, outcome, status=422)
    return redirect(_way_on(allowed, outcome))


def granted(desk: Means, who: Session, token: str) -> UploadGrant:
    """What this person may upload; refused when somebody else was told so."""
    return desk.grants.open(UploadGrant, token, account_id=who.account_id)


def receipt_of(desk: Means, file: File, upload: Upload) -> tuple[str, Receipt]:
    """What the service learns that asked for the file, by the name that it was given this time."""
    receipt = Receipt(
        file_id=file.id,
        account_id=file.account_id,
        purpose=file.purpose,
        name=desk.reception.name(upload, file.media_type),
        media_type=file.media_type,
        bytes=file.bytes,
        pages=file.pages,
        sha256=file.sha256,
        fingerprint=file.fingerprint,
        sent_sha256=file.sent_sha256 or "",
    )
    return desk.grants.seal(receipt, lasts=RECEIPT_LASTS), receipt


def _hold(desk: Means, grant: UploadGrant, outcome: Outcome, token: str) -> None:
    """A file that was stored the last time this form was sent."""
    receipt = desk.grants.open(Receipt, token, account_id=grant.account_id)
    outcome.receipts.append((token, receipt))


async def _take(
    desk: Means, grant: UploadGrant, outcome: Outcome, part: Part, line: Line, admit: Admit | None
) -> None:
    """One file: stored, or everything that is wrong with it."""
    name = name_of(part.filename or "")
    try:
        outcome.refuse_more_than(grant.most)
        if admit:
            await admit()
        sealed = await _receive(desk, grant, part, name, line)
    except Refused as refused:
        outcome.refused.append((name, refused.faults))
    except Refusal as refusal:
        told = [fault.message for fault in refusal.faults] or [str(refusal)]
        outcome.refused.append((name, told))
    else:
        if sealed[1].file_id not in {known.file_id for _, known in outcome.receipts}:
            outcome.receipts.append(sealed)


async def _receive(desk: Means, grant: UploadGrant, part: Part, name: str, line: Line) -> tuple[str, Receipt]:
    upload = await desk.reception.begin(grant, name, None)
    most = desk.reception.limits_of(grant.purpose).file_bytes
    try:
        received = await desk.reception.append(upload, 0, _at_most(part, most))
        _refuse_empty(received)
        closed = await desk.reception.close(upload)
        file = await unless_gone(line, desk.reception.finish(closed))
        return receipt_of(desk, file, closed)
    except BaseException:
        await desk.reception.discard(upload)
        raise


def _refuse_empty(received: int) -> None:
    if received == 0:
        raise Refused(EMPTY)


async def _at_most(part: Part, most: int) -> AsyncIterator[bytes]:
    taken = 0
    async for piece in part.pieces():
        taken += len(piece)
        if taken > most:
            raise Refused(uploads.too_large(None, most))
        yield piece


def _way_on(grant: UploadGrant, outcome: Outcome) -> str:
    """Back to where the files belong, which learns what was stored and how many were not."""
    told = [(RECEIPT, token) for token, _ in outcome.receipts]
    lost = sum(bool(name) for name, _ in outcome.refused)
    told += [(UNSENT, str(lost))] if lost else []
    return f"{grant.back}{'&' if '?' in grant.back else '?'}{urlencode(told)}" if told else grant.back


def page(
    request: Request, desk: Means, grant: UploadGrant, outcome: Outcome, *, status: int = 200
) -> Response:
    """The page to choose files, with what came and what is wrong."""
    limits = desk.reception.limits_of(grant.purpose)
    faults = [
        Fault(field=fault.field, message=fault.message.removeprefix("《》：")) for fault in outcome.faults
    ]
    return render(
        request,
        "uploads/upload.html",
        status=status,
        form=Form({}, [words.beside_the_field(faults)] if faults else []),
        faults=faults,
        title=words.TITLES.get(grant.purpose, "上传文件"),
        requirements=words.requirements(grant, limits, desk.reception.most_of_person),
        accept=",".join(grant.accepts),
        multiple=grant.most > 1,
        held=outcome.receipts,
        address=str(request.url.path) + f"?{request.url.query}",
        back=_way_on(grant, outcome),
        way_on=_way_on(grant, outcome) if outcome.receipts else "",
    )
