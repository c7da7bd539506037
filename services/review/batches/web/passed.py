"""审查通过（待报送）: what was passed, 全选, 审核推荐, and how far a batch is (B4.1)."""

import csv
from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from io import StringIO
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from contracts.access import Shown
from kit.clock import now
from kit.db import transaction
from kit.http import Typed
from kit.reference import reference
from kit.session import Session, require
from kit.stretch import EARLIEST, Mark, Stretch
from kit.web import filters
from kit.web.pages import Action, Form, redirect, render
from services.review.batches.domain import MOST, OUTCOMES, Item, Outcome
from services.review.batches.operations import asking
from services.review.batches.operations.sending import sender_of
from services.review.batches.store import batches, passed
from services.review.commissions import store as commissions
from services.review.tasks import operations as tasks
from services.review.web.parts import Desk, Means, text

router = APIRouter()

Official = Annotated[Session, Depends(require("official"))]
PAGE = 100
LATELY = 10
AGAIN_SECONDS = 2
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a table of a spreadsheet would compute
HEAD = ("序号", "申报编号", "姓名", "工作单位", "申报计划", "结果", "说明", "时间")
TONES = {None: "doing", Outcome.SENT: "good", Outcome.LEFT: "bad"}


@router.get("/review/passed")
async def show_passed(
    request: Request, who: Official, desk: Desk, plan: str = "", after: str = ""
) -> HTMLResponse:
    """What this office passed and has not sent on, and what it sent lately."""
    return await _page(request, who, desk, plan, Mark.read(after))


@router.post("/review/batches")
async def ask(request: Request, typed: Typed, who: Official, desk: Desk) -> Response:
    """审核推荐 of the chosen ones, or of all (全选)."""
    sender, plan = sender_of(who), text(typed, "plan")
    async with Action(typed, beside="tasks") as action, transaction(desk.pool) as conn:
        if text(typed, "scope") == "all":
            batch_id = await asking.ask_all(conn, sender, plan, _until(typed))
        else:
            batch_id = await asking.ask(conn, sender, _chosen(typed))
    if action.refusal:
        return await _page(request, who, desk, plan, None, action.form)
    return redirect(f"/review/batches/{batch_id}")


@router.get("/review/batches/{batch_id}")
async def show_batch(request: Request, who: Official, desk: Desk, batch_id: UUID) -> HTMLResponse:
    """How far it is, and what became of each case; looked at again until all have a result."""
    async with transaction(desk.pool, snapshot=True) as conn:
        batch = await asking.batch_of(conn, sender_of(who), batch_id)
        found = tasks.of_others(who, await batches.items(conn, desk.cipher, batch.id, PAGE))
    await _tell_read(desk, who, [item.person_id for item in found])
    page = render(
        request,
        "batches/batch.html",
        batch=batch,
        items=found,
        outcomes=OUTCOMES,
        tones=TONES,
        most=PAGE,
    )
    if not batch.is_done:
        page.headers["refresh"] = str(AGAIN_SECONDS)
    return page


@router.get("/review/batches/{batch_id}/result.csv")
async def download_result(who: Official, desk: Desk, batch_id: UUID) -> Response:
    """The result per case, for a spreadsheet."""
    async with transaction(desk.pool, snapshot=True) as conn:
        batch = await asking.batch_of(conn, sender_of(who), batch_id)
        found = tasks.of_others(who, await batches.items(conn, desk.cipher, batch.id, MOST))
    await _tell_read(desk, who, [item.person_id for item in found])
    headers = {"content-disposition": 'attachment; filename="result.csv"'}
    return Response(written(found), media_type="text/csv; charset=utf-8", headers=headers)


def written(items: Iterable[Item]) -> bytes:
    """The items as CSV, which no spreadsheet takes for formulas."""
    file = StringIO()
    rows = csv.writer(file)
    rows.writerow(HEAD)
    for number, item in enumerate(items, 1):
        facts = (item.applicant, item.employer, item.plan_title, OUTCOMES[item.outcome], item.why)
        at = filters.moment(item.done_at) if item.done_at else ""
        rows.writerow((number, reference(item.application_id), *map(_plain, facts), at))
    return file.getvalue().encode("utf-8-sig")


def _plain(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value


async def _page(
    request: Request, who: Session, desk: Means, plan: str, after: Mark | None, form: Form | None = None
) -> HTMLResponse:
    sender = sender_of(who)
    office = sender.office_id
    async with transaction(desk.pool) as conn:
        found = await passed.listed(conn, desk.cipher, sender, plan, after=after or EARLIEST, limit=PAGE + 1)
        plans = await passed.plans(conn, office)
        count = await passed.count(conn, sender, plan)
        letters = await commissions.standings(conn, office)
        lately = await batches.newest(conn, office, LATELY)
        await tasks.tell_read(conn, who, [one.person_id for one in found[:PAGE]], Shown.CASE_LIST)
    return render(
        request,
        "batches/passed.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK,
        stretch=Stretch.of(found, PAGE, after),
        plans=plans,
        plan=plan,
        count=count,
        most=MOST,
        now=now(),
        lately=lately,
        letters=letters,
        chosen=form.chosen("tasks") if form else (),
        form=form or Form({"plan": plan, "until": now().isoformat()}),
    )


async def _tell_read(desk: Means, who: Session, people: list[UUID]) -> None:
    async with transaction(desk.pool) as conn:
        await tasks.tell_read(conn, who, people, Shown.CASE_LIST)


def _until(typed: FormData) -> datetime:
    """The moment at which the page was made; what is none is now."""
    try:
        told = datetime.fromisoformat(text(typed, "until"))
    except ValueError:
        return now()
    return min(told, now()) if told.tzinfo else now()


def _chosen(typed: FormData) -> list[UUID]:
    """The ids that were ticked, each once; what is no id is nobody's."""
    found = dict.fromkeys(value for value in typed.getlist("tasks") if isinstance(value, str))
    return [one for one in map(_id, found) if one]


def _id(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
