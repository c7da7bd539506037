"""异议回执: who objected reads with the receipt number how it stands, and the answer."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kit.db import transaction
from kit.errors import Fault
from kit.session import Anyone
from kit.web.pages import Form, redirect, render
from services.review.objections import operations as objecting
from services.review.objections.domain import RESULT_NAMES
from services.review.web.parts import Desk

RECEIPTS = "/publicity/objections"
UNKNOWN = "没有查到这件异议，请与回执上的编号逐位核对"
# A receipt number opens what it says: nobody keeps the page.
NOT_KEPT = {"x-robots-tag": "noindex, nofollow, noarchive", "cache-control": "no-store"}

router = APIRouter()


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


@router.get(f"{RECEIPTS}/{{code}}")
async def show_receipt(request: Request, _: Anyone, desk: Desk, code: str) -> Response:
    """How an objection stands; nothing of who objected, and of the case only what the publicity told."""
    async with transaction(desk.pool) as conn:
        task, found = await objecting.objection_of_code(conn, desk.cipher, code)
    page = render(
        request,
        "objections/receipt.html",
        objection=found,
        task=task,
        code=objecting.code_of(desk.cipher, found.id),
        results=RESULT_NAMES,
    )
    page.headers.update(NOT_KEPT)
    return page
