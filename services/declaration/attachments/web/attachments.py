"""附件: one page that tells everything that is wanted and why, and one for the files of each."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from contracts.files import (
    EVIDENCE_TYPES,
    FILE_PAGE,
    RECEIPT,
    UNSENT,
    UPLOAD_LASTS,
    UPLOAD_PAGE,
    Receipt,
    UploadGrant,
)
from contracts.sections.archive import File
from kit.clock import now
from kit.errors import Invalid
from kit.grants import GrantExpired
from kit.http import Typed
from kit.web.forms import read_ids, read_whole
from kit.web.pages import Action, Form, redirect, render
from services.declaration.attachments.domain.wanted import Enclosures, Wanted
from services.declaration.attachments.operations import attach, say
from services.declaration.attachments.web import registers
from services.declaration.attachments.web.parts import Here, Room
from services.declaration.drafting.domain.reopening import ATTACHMENTS
from services.declaration.drafting.domain.years import Line
from services.declaration.drafting.operations.reopening import leads_elsewhere

router = APIRouter()
PURPOSE = "attachment"
PAGE = "/declarations/{application_id:uuid}/attachments"
ANSWERS: Mapping[str, bool] = {"yes": True, "no": False}


class AttachmentExpired(Invalid):
    """上传的文件超过一天没有保存，请重新上传；已保存的附件没有丢失。"""


@router.get(PAGE)
async def show_attachments(here: Here) -> Response:
    """Everything that is wanted, why, and what is there; once submitted there is only the record."""
    if elsewhere := await leads_elsewhere(here.conn, here.desk.record, ATTACHMENTS):
        return redirect(elsewhere)
    enclosures = await here.enclosures()
    return _list(here, enclosures, Form(_said(enclosures)))


@router.post(PAGE)
async def answer(here: Here, typed: Typed) -> Response:
    """Keep what the applicant says of post and insurance; what is wanted follows from it."""
    enclosures = await here.enclosures()
    sent = {one.field: str(typed.get(one.field, "")) for one in enclosures.questions}
    sent["said"] = str(typed.get("said", ""))
    async with Action(sent) as action, here.conn.transaction():
        answers = {one.field: ANSWERS.get(sent[one.field]) for one in enclosures.questions}
        await say(here.conn, here.desk, enclosures, answers, shown=sent["said"])
    if action.refusal:
        enclosures = await here.enclosures()
        return _list(here, enclosures, action.form.but(said=enclosures.said.words))
    return redirect(f"{here.page}?saved")


@router.get(f"{PAGE}/{{attachment}}")
async def show_attachment(here: Here, attachment: str) -> Response:
    """The files of one attachment. Those that come from the upload page are attached first."""
    if receipts := here.request.query_params.getlist(RECEIPT):
        files = _received(here, receipts)
        await attach(here.conn, here.cipher, here.desk, attachment, files=files, at=now())
        unsent = read_whole(here.request.query_params.get(UNSENT, ""))
        return redirect(f"{here.page}/{attachment}?" + (f"{UNSENT}={unsent}" if unsent else "saved"))
    if elsewhere := await leads_elsewhere(here.conn, here.desk.record, ATTACHMENTS):
        return redirect(elsewhere)
    return _one(here, await here.wanted(attachment), Form())


@router.post(f"{PAGE}/{{attachment}}")
async def change_attachment(here: Here, attachment: str, typed: Typed) -> Response:
    """Take files away, add those that came; then upload more, if that was asked for."""
    receipts = [str(one) for one in typed.getlist(RECEIPT)]
    brought: Sequence[File] = ()
    async with Action(typed) as action, here.conn.transaction():
        brought = _brought(here, receipts)
        dropped = read_ids(typed.getlist("drop"))
        await attach(here.conn, here.cipher, here.desk, attachment, files=brought, dropped=dropped, at=now())
    wanted = await here.wanted(attachment)
    if action.refusal:
        return _one(here, wanted, action.form, list(zip(brought, receipts, strict=False)))
    if typed.get("act") == "upload":
        return redirect(_upload_page(here, wanted))
    if unsent := len(typed.getlist(UNSENT)):
        return redirect(f"{here.page}/{attachment}?{UNSENT}={unsent}")
    return redirect(f"{here.page}?saved")


def _upload_page(here: Room, wanted: Wanted) -> str:
    grant = UploadGrant(
        account_id=here.who.account_id,
        city=here.who.city,
        purpose=PURPOSE,
        accepts=EVIDENCE_TYPES,
        most=_more(wanted),
        back=f"{here.page}/{wanted.row.code}",
    )
    return f"{UPLOAD_PAGE}?grant={here.grants.seal(grant, lasts=UPLOAD_LASTS)}"


def _more(wanted: Wanted) -> int:
    return max(wanted.row.most - len(wanted.files), 1)


def _received(here: Room, receipts: Sequence[str]) -> list[File]:
    """The files that these receipts tell of: this person's own attachments or nothing."""
    own = {"account_id": here.who.account_id, "purpose": PURPOSE}
    found = [here.grants.open(Receipt, receipt, **own) for receipt in receipts]
    return [
        File(
            id=one.file_id,
            name=one.name,
            media_type=one.media_type,
            bytes=one.bytes,
            pages=one.pages,
            sha256=one.sha256,
        )
        for one in found
    ]


def _brought(here: Room, receipts: Sequence[str]) -> list[File]:
    """The same for receipts that a form has carried along, perhaps for too long."""
    try:
        return _received(here, receipts)
    except GrantExpired as error:
        raise AttachmentExpired from error


def _said(enclosures: Enclosures) -> dict[str, str]:
    words = {True: "yes", False: "no", None: ""}
    answers = {one.field: words[enclosures.said.said(one)] for one in enclosures.questions}
    return {**answers, "said": enclosures.said.words}


def _list(here: Room, enclosures: Enclosures, form: Form) -> Response:
    return render(
        here.request,
        "attachments/list.html",
        form=form,
        record=here.desk.record,
        plan=here.desk.plan,
        enclosures=enclosures,
        tasks=[_task(here, one) for one in enclosures.wanted],
        education=_rows(enclosures.education),
        appraisals=_rows(enclosures.appraisals),
        registers=registers.shown(here, enclosures),
        is_saved="saved" in here.request.query_params,
    )


def _one(here: Room, wanted: Wanted, form: Form, pending: Sequence[tuple[File, str]] = ()) -> Response:
    saved = [
        {"text": one.name, "href": f"{FILE_PAGE}/{one.id}/view", "drop": ("drop", str(one.id))}
        for one in wanted.files
    ]
    return render(
        here.request,
        "attachments/one.html",
        form=form,
        record=here.desk.record,
        wanted=wanted,
        held=[*saved, *({"text": one.name, "receipt": receipt} for one, receipt in pending)],
        address=_upload_page(here, wanted),
        accept=",".join(EVIDENCE_TYPES),
        most=_more(wanted),
        unsent=read_whole(here.request.query_params.get(UNSENT, "")),
        is_saved="saved" in here.request.query_params,
    )


def _task(here: Room, one: Wanted) -> dict[str, Any]:
    told = "。".join(part for part in (one.why, one.archived, one.row.hint) if part)
    return {
        "title": one.row.name,
        "href": f"{here.page}/{one.row.code}",
        "hint": f"{told}。",
        "status": _status(one),
    }


def _status(one: Wanted) -> tuple[str, str]:
    """Where an attachment stands, and the tone of it."""
    if one.files:
        return f"已上传 {len(one.files)} 个文件", "good"
    if one.archived:
        return "档案中已有", "good"
    return ("未上传", "todo") if one.row.required else ("有则提供", "neutral")


def _rows(lines: Sequence[Line]) -> list[tuple[str, str, str]]:
    return [(f"{line.year} 年", line.told or "—", line.fault or "符合要求") for line in lines]
