"""Standing in: who does for an official who is away, and for whom an official acts."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import Connection, transaction
from kit.errors import Fault, NotFound
from kit.http import Conn
from kit.ids import derived
from kit.session import Session
from kit.web.forms import read_day
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.operations.faults import refuse
from services.identity.access.web.session import give
from services.identity.offices.domain.officials import Official as Holder
from services.identity.offices.operations.acting import act_for, choices_of
from services.identity.offices.operations.deputies import candidates, end_deputy, name_deputy
from services.identity.offices.operations.officials import managed
from services.identity.offices.store import deputies as store
from services.identity.offices.store.officials import official_by_id
from services.identity.offices.web import official_views as views
from services.identity.offices.web.renewal import renew
from services.identity.web.parts import Admin, Here, Official, Parts, Typed, form_id, today

router = APIRouter()


@router.get("/deputies")
async def show_mine(request: Request, who: Official, here: Here, conn: Conn) -> Response:
    """For whom I act, and who stands in for me."""
    who, begun = await renew(request, conn, who)
    page = await _page(request, conn, who.account_id, who, here, Form(views.fresh(today())))
    return give(page, begun, here)


@router.post("/deputies/act")
async def act(request: Request, who: Official, here: Here, conn: Conn, typed: Typed) -> Response:
    """Act for the chosen office from now on."""
    await act_for(conn, who, typed.get("choice", ""))
    _, begun = await renew(request, conn, who)
    return give(redirect("/"), begun, here)


@router.post("/deputies")
async def name_mine(request: Request, who: Official, here: Here, typed: Typed) -> Response:
    """Name a deputy of my own."""
    return await _name(request, who.account_id, who, here, typed, "/deputies")


@router.post("/deputies/{deputy_id}/end")
async def end_mine(who: Official, conn: Conn, deputy_id: UUID) -> Response:
    """My deputy's time is over."""
    await end_deputy(conn, who.account_id, deputy_id, by=who)
    return redirect("/deputies")


@router.get("/admin/officials/{official_id}/deputies")
async def show_theirs(request: Request, official_id: UUID, who: Admin, here: Here, conn: Conn) -> Response:
    """Who stands in for an official."""
    await managed(conn, official_id, who)
    return await _page(request, conn, official_id, who, here, Form(views.fresh(today())))


@router.post("/admin/officials/{official_id}/deputies")
async def name_theirs(request: Request, official_id: UUID, who: Admin, here: Here, typed: Typed) -> Response:
    """Name a deputy for an official who cannot."""
    async with transaction(here.pool) as conn:
        await managed(conn, official_id, who)
    return await _name(request, official_id, who, here, typed, f"/admin/officials/{official_id}/deputies")


@router.post("/admin/officials/{official_id}/deputies/{deputy_id}/end")
async def end_theirs(official_id: UUID, deputy_id: UUID, who: Admin, conn: Conn) -> Response:
    """An official's deputy's time is over."""
    await managed(conn, official_id, who)
    await end_deputy(conn, official_id, deputy_id, by=who)
    return redirect(f"/admin/officials/{official_id}/deputies")


async def _name(
    request: Request, absent_id: UUID, who: Session, here: Parts, typed: dict[str, str], back: str
) -> Response:
    async with Action(typed) as action, transaction(here.pool) as conn:
        await name_deputy(
            conn,
            here.cities,
            absent_id,
            _chosen(typed.get("deputy", "")),
            _period(typed),
            row_id=derived("deputy", absent_id, form_id(typed)),
            by=who,
        )
    if action.refusal:
        async with transaction(here.pool) as conn:
            return await _page(request, conn, absent_id, who, here, action.form)
    return redirect(back)


def _period(typed: dict[str, str]) -> tuple[date | None, date | None]:
    found = [read_day(typed, "from", "代办开始日期"), read_day(typed, "until", "代办结束日期")]
    refuse({one.field: one.message for one in found if isinstance(one, Fault)})
    begins, ends = (one if isinstance(one, date) else None for one in found)
    return begins, ends


def _chosen(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _page(
    request: Request,
    conn: Connection,
    absent_id: UUID,
    who: Session,
    here: Parts,
    form: Form,
) -> Response:
    absent = await official_by_id(conn, absent_id)
    if absent is None:
        raise NotFound
    is_own = absent_id == who.account_id
    shown: dict[str, Any] = {
        "absent": absent,
        "is_own": is_own,
        "action": "/deputies" if is_own else f"/admin/officials/{absent_id}/deputies",
        "choices": await choices_of(conn, absent_id) if is_own else [],
        "colleagues": _colleagues(await candidates(conn, here.cities, absent)),
        "found": [
            (one, views.deputy_state(one, today())) for one in await store.deputies_for(conn, absent_id)
        ],
    }
    return render(request, "offices/deputies.html", form=form, **shown)


def _colleagues(found: list[Holder]) -> list[tuple[str, str]]:
    return [(str(one.id), f"{one.name}（{one.term.office_name}）") for one in found if one.term]
