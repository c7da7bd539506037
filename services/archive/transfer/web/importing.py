"""Importing last year's archive: a dry run with a result for each item, then exactly that."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from kit.clock import now
from kit.errors import Fault
from kit.http import Conn
from kit.web.pages import Form, redirect, render
from services.archive.file.operations.read import file_of
from services.archive.file.web import views
from services.archive.kinds.domain.basic import BASIC
from services.archive.transfer.domain.document import MOST_BYTES, Told, Unreadable, carried, read_document
from services.archive.transfer.domain.importing import OUTCOME_NAMES, Finding, Outcome, digest
from services.archive.transfer.operations import ChangedSince, examine, import_items
from services.archive.web.parts import Applicant, Cipher

router = APIRouter(prefix="/archive/import")
MOST_SENT = MOST_BYTES + 64 * 1024  # what a form has besides the document
TONES = {Outcome.NEW: "good", Outcome.HERE: "neutral", Outcome.WRONG: "bad"}
FIELD = "document"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What came: the document, and what was shown of it before."""

    content: bytes
    shown: str


async def _sent(request: Request) -> Sent:
    async with request.form(max_files=1, max_fields=10, max_part_size=MOST_BYTES + 1) as form:
        document = form.get(FIELD)
        content = await document.read() if isinstance(document, UploadFile) else str(document or "").encode()
        return Sent(content=content, shown=str(form.get("digest") or ""))


# Named before `Conn` in a route: a slow sender then keeps no connection of the database.
Document = Annotated[Sent, Depends(_sent)]


@router.get("")
async def show_import(request: Request, who: Applicant, cipher: Cipher, conn: Conn) -> Response:
    """Ask for the document."""
    file = await file_of(conn, cipher, who.account_id)
    return redirect(views.first_page(file)) if file is None else _page(request, Form())


@router.post("")
async def dry_run(request: Request, who: Applicant, sent: Document, cipher: Cipher, conn: Conn) -> Response:
    """What would come in, what is here, what cannot come in. Nothing is changed."""
    file = await file_of(conn, cipher, who.account_id)
    if file is None:
        return redirect(views.first_page(file))
    try:
        told = _read(sent)
    except Unreadable as refusal:
        return _refused(request, refusal)
    return _shown(request, sent, await examine(conn, cipher, file, told, at=now()))


@router.post("/apply")
async def apply(request: Request, who: Applicant, sent: Document, cipher: Cipher, conn: Conn) -> Response:
    """Take in what was shown; when it would be something else by now, show that instead."""
    try:
        told = _read(sent)
    except Unreadable as refusal:
        return _refused(request, refusal)
    try:
        findings = await import_items(
            conn, cipher, person_id=who.account_id, told=told, shown=sent.shown, at=now()
        )
    except ChangedSince as refusal:
        file = await file_of(conn, cipher, who.account_id)
        if file is None:
            return redirect(views.first_page(file))
        found = await examine(conn, cipher, file, told, at=now())
        return _shown(request, sent, found, changed=str(refusal), status=refusal.status)
    return render(request, "transfer/imported.html", **_facts(findings))


def _read(sent: Sent) -> list[Told]:
    if not sent.content:
        raise Unreadable("请选择要导入的档案文件")
    return read_document(sent.content)


def _refused(request: Request, refusal: Unreadable) -> Response:
    faults = [Fault(field=FIELD, message=reason) for reason in refusal.reasons]
    return _page(request, Form({}, faults), status=422)


def _page(request: Request, form: Form, *, status: int = 200) -> Response:
    most = f"{MOST_BYTES // 1024**2} M"
    return render(request, "transfer/import.html", status=status, form=form, most=most)


def _shown(
    request: Request, sent: Sent, findings: Sequence[Finding], *, changed: str = "", status: int = 200
) -> Response:
    return render(
        request,
        "transfer/import_dry_run.html",
        status=status,
        form=Form({FIELD: carried(sent.content), "digest": digest(findings)}),
        changed=changed,
        **_facts(findings),
    )


def _facts(findings: Sequence[Finding]) -> dict[str, Any]:
    counts = {outcome: sum(one.outcome is outcome for one in findings) for outcome in Outcome}
    order = list(reversed(Outcome))  # what cannot come in is to be seen first
    return {
        "findings": sorted(findings, key=lambda one: order.index(one.outcome)),
        "names": OUTCOME_NAMES,
        "tones": TONES,
        "counts": [(OUTCOME_NAMES[outcome], f"{count} 项") for outcome, count in counts.items()],
        "new": counts[Outcome.NEW],
        "missing": sum(bool(one.missing) for one in findings),
        "href_of": _href,
    }


def _href(finding: Finding) -> str:
    """Where the person goes on with a new draft."""
    return "/archive/basic" if finding.told.kind is BASIC else f"/archive/records/{finding.item_id}"
