"""评审结果公示: results while they are public, and how anybody objects to one."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from kit.clock import now
from kit.db import transaction
from kit.http import Typed
from kit.ids import new_id
from kit.session import Anyone
from kit.web.pages import Action, Form, redirect, render
from services.review.objections.domain import WRITING, Asked
from services.review.objections.operations import Origin
from services.review.objections.web.receipts import RECEIPTS
from services.review.publicity.operations.publicising import PageOld
from services.review.publicity.web.objecting import Objecting, opened, said_of
from services.review.publicity.web.public import unkept
from services.review.results.domain import until
from services.review.results.operations import releasing
from services.review.web.parts import YES, Desk, Means, text

router = APIRouter()


@router.get("/publicity/results/{results_token}")
async def show_page(request: Request, _: Anyone, desk: Desk, results_token: str) -> HTMLResponse:
    """Who was elected, in roster order: name, employer, title, category; nothing more of the person."""
    async with transaction(desk.pool) as conn:
        announcement, lines = await releasing.public_page(conn, desk.cipher, results_token)
    return unkept(
        render(
            request,
            "results/public.html",
            announcement=announcement,
            lines=lines,
            plan_title=lines[0].plan_title,
            last=until(lines),
        )
    )


@router.get("/publicity/results/{results_token}/{release_id}")
async def ask(
    request: Request, who: Anyone, desk: Desk, results_token: str, release_id: UUID
) -> HTMLResponse:
    """Write what one objects to in a result."""
    named = {"named": YES, "name": who.name} if who else {}
    return await _page(
        request, desk, results_token, release_id, Form({"form": _asked(desk, results_token), **named})
    )


@router.post("/publicity/results/{results_token}/{release_id}")
async def lodge(
    request: Request,
    typed: Typed,
    who: Anyone,
    desk: Desk,
    rule: Objecting,
    results_token: str,
    release_id: UUID,
) -> Response:
    """Hand it in; the receipt number leads to the answer."""
    code = ""
    origin = Origin.of(who, request.client.host if request.client else "", desk.cipher)
    async with Action(typed) as action:
        asked = opened(desk, results_token, text(typed, "form"))
        async with transaction(desk.pool) as conn:
            code = await releasing.object_to(
                conn, desk.cipher, release_id, asked, said_of(typed), origin, rule
            )
    if not action.refusal:
        return redirect(f"{RECEIPTS}/{code}")
    form = action.form
    if isinstance(action.refusal, PageOld):
        form = form.but(form=_asked(desk, results_token))
    return await _page(request, desk, results_token, release_id, form)


async def _page(request: Request, desk: Means, token: str, release_id: UUID, form: Form) -> HTMLResponse:
    async with transaction(desk.pool) as conn:
        announcement, line = await releasing.public_line(conn, desk.cipher, token, release_id)
    page = render(request, "results/objection.html", announcement=announcement, line=line, form=form)
    return unkept(page)


def _asked(desk: Means, token: str) -> str:
    return desk.grants.seal(Asked(id=new_id(), token=token, at=now()), lasts=WRITING)
