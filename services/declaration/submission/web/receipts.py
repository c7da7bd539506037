"""Public: was this submitted, and when? The check code of a receipt (回执) leads here (A8.9)."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.check_code import typed_code
from contracts.sections.identity import IdentitySection
from contracts.sections.names import SectionKind, newest
from kit.db import Pool, transaction
from kit.errors import Fault, NotFound
from kit.http import state
from kit.sealed import CaseFile, KeyMissing
from kit.session import Anyone
from kit.web.filters import mask_name
from kit.web.pages import Form, redirect, render
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.operations.draft import plan_of
from services.declaration.drafting.store.declarations import declaration
from services.declaration.submission.store import receipt_of_code

PAGE = "/declarations/receipts"
UNKNOWN = "没有查到这个校验码，请与回执上的校验码逐位核对；如确认无误，本平台没有收到这次提交"

router = APIRouter()


class NotTaken(NotFound):
    """没有查到这份回执。请核对校验码是否完整；如确认无误，本平台没有收到这次提交。"""


@router.get(PAGE)
async def ask(request: Request, _: Anyone, code: str = "") -> Response:
    """Type the check code of a receipt."""
    if not code:
        return render(request, "submission/ask.html")
    async with transaction(state(request, "pool")) as conn:
        receipt = await receipt_of_code(conn, typed_code(code))
    if receipt is not None:
        return redirect(f"{PAGE}/{receipt.code}")
    form = Form({"code": code}, [Fault(field="code", message=UNKNOWN)])
    return render(request, "submission/ask.html", form=form)


@router.get(f"{PAGE}/{{code}}")
async def show_receipt(request: Request, _: Anyone, code: str) -> Response:
    """What was submitted when; of the person only what is enough to compare it."""
    pool: Pool = state(request, "pool")
    async with transaction(pool) as conn:
        receipt = await receipt_of_code(conn, typed_code(code))
        record = await declaration(conn, receipt.declaration_id) if receipt else None
        if record is None:
            raise NotTaken
        plan = await plan_of(conn, record)
    who = await _who(state(request, "case_file"), record)
    return render(request, "submission/receipt.html", receipt=receipt, plan=plan, who=who)


async def _who(case_file: CaseFile, record: Record) -> list[tuple[str, str]]:
    """Whose it is, masked; nothing once the case was erased."""
    ref = newest(record.sections, SectionKind.IDENTITY)
    if ref is None:
        return []
    try:
        identity = (await case_file.open(record.id, ref, IdentitySection)).data
    except KeyMissing:
        return []
    return [("申报人员", mask_name(identity.person.name)), ("工作单位", identity.employer.name)]
