"""公示凭证: photos and scans of the posting, the link of the announcement (E4.4, E4.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

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
from kit.db import transaction
from kit.errors import Invalid
from kit.grants import GrantExpired
from kit.http import Typed
from kit.session import Session
from kit.web.forms import read_ids, read_whole
from kit.web.pages import Action, Form, redirect, render
from services.review.publicity.domain import MOST_PROOFS, PROOF, Brought, Proof, Proven, Publicity
from services.review.publicity.operations import proving
from services.review.publicity.web.desk import needs_proof
from services.review.tasks.domain import Task
from services.review.tasks.web.task import decided_meanwhile, look
from services.review.web.parts import Desk, Examiner, Means, text, view_page

router = APIRouter()


class ProofExpired(Invalid):
    """上传的文件超过一天没有保存，请重新上传；已保存的公示凭证没有丢失。"""


@dataclass(frozen=True, kw_only=True)
class Here:
    """A posting and what shows it."""

    task: Task
    publicity: Publicity
    proven: Proven

    @property
    def page(self) -> str:
        """Where its proof is."""
        return f"/review/{self.task.id}/publicity/proof"

    @property
    def more(self) -> int:
        """How many files can still come."""
        return max(MOST_PROOFS - len(self.proven.proofs), 1)


@router.get("/review/{task_id}/publicity/proof")
async def show_proof(request: Request, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """What shows the posting, once it is posted. What comes from the upload page is kept first."""
    if receipts := request.query_params.getlist(RECEIPT):
        came = _received(desk, who, receipts)
        async with transaction(desk.pool) as conn:
            await proving.attach(conn, desk.cipher, who, task_id, came)
        unsent = read_whole(request.query_params.get(UNSENT, ""))
        told = f"{UNSENT}={unsent}" if unsent else "saved"
        return redirect(f"/review/{task_id}/publicity/proof?{told}")
    try:
        return await _page(request, desk, who, task_id)
    except proving.NotPosted:
        return redirect(f"/review/{task_id}/publicity")


@router.post("/review/{task_id}/publicity/proof")
async def save_proof(request: Request, typed: Typed, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """Keep files and link, take away what is ticked; then upload more, if that was asked for."""
    receipts = [str(one) for one in typed.getlist(RECEIPT)]
    came: Sequence[Proof] = ()
    async with Action(typed) as action, transaction(desk.pool) as conn:
        came = _brought(desk, who, receipts)
        brought = Brought(
            proofs=came,
            dropped=read_ids(typed.getlist("drop")),
            link=text(typed, "link"),
            shown=text(typed, "shown"),
        )
        await proving.prove(conn, desk.cipher, who, task_id, brought, is_needed=needs_proof(desk, who))
    if late := decided_meanwhile(request, task_id, action.refusal, [("公告的网址", text(typed, "link"))]):
        return late
    if action.refusal:
        form = action.form
        if isinstance(action.refusal, proving.LinkChanged):
            form = form.but(shown=action.refusal.link)
        return await _page(request, desk, who, task_id, form, list(zip(came, receipts, strict=False)))
    if typed.get("act") == "upload":
        return redirect(_upload_page(desk, who, await _here(desk, who, task_id)))
    unsent = len(typed.getlist(UNSENT))
    return redirect(f"/review/{task_id}/publicity/proof?{f'{UNSENT}={unsent}' if unsent else 'saved'}")


@router.get("/review/{task_id}/publicity/proofs/{file_id}")
async def show_file(who: Examiner, desk: Desk, task_id: UUID, file_id: UUID) -> Response:
    """Lead to a photo or scan of the posting of the case that one's office has or had before it."""
    async with transaction(desk.pool) as conn:
        task = await look(conn, desk, who, task_id)
        await proving.refuse_unless_of_case(conn, task, file_id)
    return redirect(view_page(desk, who, file_id, f"/review/{task_id}"))


async def _here(desk: Means, who: Session, task_id: UUID) -> Here:
    async with transaction(desk.pool) as conn:
        task, publicity = await proving.posted(conn, desk.cipher, who, task_id)
        proven = await proving.proven(conn, desk.cipher, publicity)
    return Here(task=task, publicity=publicity, proven=proven)


async def _page(
    request: Request,
    desk: Means,
    who: Session,
    task_id: UUID,
    form: Form | None = None,
    pending: Sequence[tuple[Proof, str]] = (),
) -> HTMLResponse:
    async with transaction(desk.pool) as conn:
        await look(conn, desk, who, task_id)
    here = await _here(desk, who, task_id)
    saved = [_held(here.task, one) for one in here.proven.proofs]
    return render(
        request,
        "publicity/proof.html",
        task=here.task,
        publicity=here.publicity,
        form=form or Form({"link": here.proven.link, "shown": here.proven.link}),
        held=[*saved, *({"text": one.name, "receipt": receipt} for one, receipt in pending)],
        address=_upload_page(desk, who, here),
        accept=",".join(EVIDENCE_TYPES),
        more=here.more,
        most=MOST_PROOFS,
        needs_proof=needs_proof(desk, who),
        unsent=read_whole(request.query_params.get(UNSENT, "")),
        is_saved="saved" in request.query_params,
    )


def _held(task: Task, proof: Proof) -> dict[str, object]:
    shown: dict[str, object] = {
        "text": proof.name,
        "href": f"/review/{task.id}/publicity/proofs/{proof.file_id}",
    }
    return {**shown, "drop": ("drop", str(proof.file_id))} if proving.can_go(task, proof) else shown


def _upload_page(desk: Means, who: Session, here: Here) -> str:
    grant = UploadGrant(
        account_id=who.account_id,
        city=who.city,
        purpose=PROOF,
        accepts=EVIDENCE_TYPES,
        most=here.more,
        back=here.page,
    )
    return f"{UPLOAD_PAGE}?grant={desk.grants.seal(grant, lasts=UPLOAD_LASTS)}"


def _received(desk: Means, who: Session, receipts: Sequence[str]) -> list[Proof]:
    """The files that these receipts tell of: uploaded by this person for a posting, or nothing."""
    own = {"account_id": who.account_id, "purpose": PROOF}
    found = [desk.grants.open(Receipt, receipt, **own) for receipt in receipts]
    return [
        Proof(
            file_id=one.file_id,
            name=one.name,
            media_type=one.media_type,
            pages=one.pages,
            sha256=one.sha256,
            account_id=who.account_id,
            added_by_name=who.name,
            added_at=now(),
        )
        for one in found
    ]


def _brought(desk: Means, who: Session, receipts: Sequence[str]) -> list[Proof]:
    """The same for receipts that a form has carried along, perhaps for too long."""
    try:
        return _received(desk, who, receipts)
    except GrantExpired as error:
        raise ProofExpired from error
