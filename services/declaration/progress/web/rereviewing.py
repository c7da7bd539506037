"""申请复查: the page on which an applicant asks for a re-review, with files as evidence."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from contracts import rereview
from contracts.application import Status
from contracts.clock import DeadlineKind
from contracts.files import (
    EVIDENCE_TYPES,
    RECEIPT,
    UNSENT,
    UPLOAD_LASTS,
    UPLOAD_PAGE,
    Receipt,
    UploadGrant,
)
from kit.clock import now
from kit.errors import Invalid
from kit.grants import GrantExpired, Grants
from kit.http import Conn, Typed, state
from kit.session import Session
from kit.web.forms import read_whole
from kit.web.pages import Action, Form, redirect, render
from services.declaration.drafting.domain.counting import as_written
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.operations.draft import own_declaration, plan_of
from services.declaration.progress.domain.records import Entry
from services.declaration.progress.domain.rereviews import LONGEST, MOST_FILES, PURPOSE
from services.declaration.progress.operations.rereviewing import NotOffered, ask
from services.declaration.progress.store.deadlines import newest_deadline
from services.declaration.progress.store.rereviews import ids_of
from services.declaration.web.parts import Applicant, ApplicationId, Cipher

router = APIRouter()
PAGE = "/declarations/{application_id:uuid}/re-review"


class FilesExpired(Invalid):
    """上传的材料超过一天没有提交，请重新上传。"""


@router.get(PAGE)
async def show_asking(
    request: Request, application_id: ApplicationId, who: Applicant, conn: Conn
) -> Response:
    """Ask for a re-review; where none can be asked for, the record tells why."""
    record = await own_declaration(conn, application_id, who.account_id)
    entry = await newest_deadline(conn, record.id, DeadlineKind.RE_REVIEW)
    if not may_ask(record, entry, await ids_of(conn, record.id)):
        return redirect(f"/declarations/{record.id}")
    receipts = request.query_params.getlist(RECEIPT)
    return await _page(request, who, conn, record, Form(), _held(request, who, receipts))


@router.post(PAGE)
async def ask_for_it(
    request: Request, application_id: ApplicationId, who: Applicant, cipher: Cipher, conn: Conn, typed: Typed
) -> Response:
    """Send the request; or upload more, if that was asked for."""
    record = await own_declaration(conn, application_id, who.account_id)
    if await newest_deadline(conn, record.id, DeadlineKind.RE_REVIEW) is None:
        raise NotOffered
    receipts = [str(one) for one in typed.getlist(RECEIPT)]
    if typed.get("act") == "upload":
        return redirect(_upload_page(request, who, record))
    reason = as_written(str(typed.get("reason", ""))).strip()
    async with Action(typed) as action, conn.transaction():
        asked = rereview.Request(reason=reason, files=_enclosed(request, who, receipts))
        await ask(conn, cipher, record.id, asked, now())
    if action.refusal:
        return await _page(request, who, conn, record, action.form, _held(request, who, receipts))
    return redirect(f"/declarations/{record.id}")


def may_ask(record: Record, entry: Entry | None, known: Sequence[object]) -> bool:
    """Whether a re-review of the last result can be asked for: its days run, and nobody has asked."""
    return record.status is Status.NOT_ELECTED and entry is not None and entry.id not in known


async def _page(
    request: Request,
    who: Session,
    conn: Conn,
    record: Record,
    form: Form,
    held: Sequence[tuple[rereview.Enclosed, str]],
) -> HTMLResponse:
    entry = await newest_deadline(conn, record.id, DeadlineKind.RE_REVIEW)
    return render(
        request,
        "progress/re_review.html",
        record=record,
        plan=await plan_of(conn, record),
        entry=entry,
        form=form,
        held=[{"text": one.name, "receipt": receipt} for one, receipt in held],
        address=_upload_page(request, who, record),
        accept=",".join(EVIDENCE_TYPES),
        most=MOST_FILES,
        limit=LONGEST,
        unsent=read_whole(request.query_params.get(UNSENT, "")),
    )


def _upload_page(request: Request, who: Session, record: Record) -> str:
    grant = UploadGrant(
        account_id=who.account_id,
        city=who.city,
        purpose=PURPOSE,
        accepts=EVIDENCE_TYPES,
        most=MOST_FILES,
        back=f"/declarations/{record.id}/re-review",
    )
    return f"{UPLOAD_PAGE}?grant={_grants(request).seal(grant, lasts=UPLOAD_LASTS)}"


def _enclosed(request: Request, who: Session, receipts: Sequence[str]) -> tuple[rereview.Enclosed, ...]:
    """The files that these receipts tell of, each once: this person's own or nothing."""
    own = {"account_id": who.account_id, "purpose": PURPOSE}
    try:
        found = [_grants(request).open(Receipt, receipt, **own) for receipt in receipts]
    except GrantExpired as error:
        raise FilesExpired from error
    files = {
        one.file_id: rereview.Enclosed(file_id=one.file_id, name=one.name, pages=one.pages, sha256=one.sha256)
        for one in found
    }
    return tuple(files.values())


def _held(request: Request, who: Session, receipts: Sequence[str]) -> list[tuple[rereview.Enclosed, str]]:
    """What was uploaded and is not sent yet; what is too old is uploaded again."""
    try:
        return [(file, one) for one in dict.fromkeys(receipts) for file in _enclosed(request, who, [one])]
    except FilesExpired:
        return []


def _grants(request: Request) -> Grants:
    found: Grants = state(request, "grants")
    return found
