"""异议回执: who objected reads with the receipt number how it stands, and the answer."""

from collections.abc import Sequence
from typing import TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.files import (
    EVIDENCE_TYPES,
    OBJECTION,
    OPEN_UPLOAD_LASTS,
    OPEN_UPLOAD_PAGE,
    RECEIPT,
    UNSENT,
    OpenUpload,
    Receipt,
)
from kit.clock import now
from kit.db import transaction
from kit.errors import Fault
from kit.session import Anyone
from kit.web.forms import read_whole
from kit.web.pages import Action, Form, redirect, render
from services.review.objections import operations as objecting
from services.review.objections import store
from services.review.objections.domain import MOST_FILES, RESULT_NAMES, Enclosure, Objection
from services.review.web.parts import Desk, Means

RECEIPTS = "/publicity/objections"
UNKNOWN = "没有查到这件异议，请与回执上的编号逐位核对"
# A receipt number opens what it says: nobody keeps the page.
NOT_KEPT = {"x-robots-tag": "noindex, nofollow, noarchive", "cache-control": "no-store"}

router = APIRouter()

R = TypeVar("R", bound=Response)


@router.get(RECEIPTS)
async def ask(request: Request, _: Anyone, desk: Desk, code: str = "") -> Response:
    """Type the receipt number of an objection."""
    if not code:
        return render(request, "objections/ask.html")
    async with transaction(desk.pool) as conn:
        found = await objecting.sought(conn, desk.cipher, code)
    if found is not None:
        return redirect(f"{RECEIPTS}/{objecting.code_of(desk.cipher, found.id)}")
    form = Form({"code": code}, [Fault(field="code", message=UNKNOWN)])
    return render(request, "objections/ask.html", form=form)


@router.get(f"{RECEIPTS}/{{code}}", responses={403: {}})
async def show_receipt(request: Request, _: Anyone, desk: Desk, code: str) -> Response:
    """How an objection stands; nothing of who objected, and of the case only what the publicity told.

    What comes from the upload page is enclosed first.
    """
    receipts = request.query_params.getlist(RECEIPT)
    async with Action({}) as action, transaction(desk.pool) as conn:
        task, found = await objecting.objection_of_code(conn, desk.cipher, code)
        await objecting.enclose(conn, desk.cipher, task, found, received(desk, found, receipts))
    if receipts and not action.refusal:
        unsent = read_whole(request.query_params.get(UNSENT, ""))
        told = f"{UNSENT}={unsent}" if unsent else "saved"
        return redirect(f"{RECEIPTS}/{objecting.code_of(desk.cipher, found.id)}?{told}")
    return await _page(request, desk, code, action.form)


@router.get(f"{RECEIPTS}/{{code}}/files")
async def upload(_: Anyone, desk: Desk, code: str) -> Response:
    """Lead to the page that takes photos and papers for an objection that is open."""
    async with transaction(desk.pool) as conn:
        task, found = await objecting.objection_of_code(conn, desk.cipher, code)
        before = await store.enclosures(conn, desk.cipher, found.id)
    if not found.is_open:
        raise objecting.AnsweredMeanwhile
    grant = OpenUpload(
        owner_id=found.id,
        city=task.city,
        purpose=OBJECTION,
        accepts=EVIDENCE_TYPES,
        most=max(MOST_FILES - len(before), 1),
        back=f"{RECEIPTS}/{objecting.code_of(desk.cipher, found.id)}",
    )
    return unkept(redirect(f"{OPEN_UPLOAD_PAGE}?grant={desk.grants.seal(grant, lasts=OPEN_UPLOAD_LASTS)}"))


async def _page(request: Request, desk: Means, code: str, form: Form) -> Response:
    async with transaction(desk.pool) as conn:
        task, found = await objecting.objection_of_code(conn, desk.cipher, code)
        before = await store.enclosures(conn, desk.cipher, found.id)
    page = render(
        request,
        "objections/receipt.html",
        objection=found,
        task=task,
        code=objecting.code_of(desk.cipher, found.id),
        results=RESULT_NAMES,
        form=form,
        enclosed=len(before),
        most=MOST_FILES,
        unsent=read_whole(request.query_params.get(UNSENT, "")),
        is_saved="saved" in request.query_params,
    )
    return unkept(page)


def received(desk: Means, objection: Objection, receipts: Sequence[str]) -> list[Enclosure]:
    """The files that these receipts tell of: uploaded for this objection, or nothing."""
    own = {"account_id": objection.id, "purpose": OBJECTION}
    found = [desk.grants.open(Receipt, receipt, **own) for receipt in receipts]
    return [
        Enclosure(file_id=one.file_id, name=one.name, pages=one.pages, sha256=one.sha256, added_at=now())
        for one in found
    ]


def unkept(response: R) -> R:
    """The answer, which nobody keeps."""
    response.headers.update(NOT_KEPT)
    return response
