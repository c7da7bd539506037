"""Importing last year's archive: a dry run with a result for each item, then exactly that."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from kit.clock import now
from kit.errors import Refusal
from kit.http import Conn
from kit.web.pages import Action, Form, redirect, render
from services.archive.file.operations.read import file_of
from services.archive.file.web import views
from services.archive.kinds.domain.basic import BASIC
from services.archive.transfer.domain.document import FIELD, MOST_BYTES, carried, read_document
from services.archive.transfer.domain.importing import OUTCOME_NAMES, Finding, Outcome, digest
from services.archive.transfer.operations import ChangedSince, examine, import_items
from services.archive.web.parts import Applicant, Cipher

router = APIRouter(prefix="/archive/import")
MOST_SENT = MOST_BYTES + 64 * 1024  # what a form has besides the document
TONES = {Outcome.NEW: "good", Outcome.HERE: "neutral", Outcome.WRONG: "bad"}


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
    async with Action({}) as action:
        return _shown(request, sent, await examine(conn, cipher, file, read_document(sent.content), at=now()))
    return _page(request, action.form)


@router.post("/apply")
async def apply(request: Request, who: Applicant, sent: Document, cipher: Cipher, conn: Conn) -> Response:
    """Take in what was shown; when it would be something else by now, show that instead."""
    findings: Sequence[Finding] = ()
    async with Action({}) as action, conn.transaction():
        findings = await import_items(
            conn,
            cipher,
            person_id=who.account_id,
            told=read_document(sent.content),
            shown=sent.shown,
            at=now(),
        )
    if not action.refusal:
        return render(request, "transfer/imported.html", **_facts(findings))
    file = await file_of(conn, cipher, who.account_id)
    if file is None:
        return redirect(views.first_page(file))
    if not isinstance(action.refusal, ChangedSince):
        return _page(request, action.form)
    return _shown(
        request,
        sent,
        await examine(conn, cipher, file, read_document(sent.content), at=now()),
        action.refusal,
    )


def _page(request: Request, form: Form) -> Response:
    most = f"{MOST_BYTES // 1024**2}MB"
    return render(request, "transfer/import.html", form=form, most=most)


def _shown(
    request: Request, sent: Sent, findings: Sequence[Finding], changed: Refusal | None = None
) -> Response:
    return render(
        request,
        "transfer/import_dry_run.html",
        status=changed.status if changed else None,
        form=Form({FIELD: carried(sent.content), "digest": digest(findings)}),
        changed=str(changed or ""),
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
