"""单位变更: the chief clerk asks for another name or department, and sees what became of it (M2.5, M2.6)."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import Connection, transaction
from kit.errors import NotFound, Refusal
from kit.http import Conn
from kit.session import Session
from kit.web.pages import Form, redirect, render
from services.identity.employers.domain.employers import normal_employer_name, normal_reason
from services.identity.employers.operations.clerks import led_employer
from services.identity.employers.store.employers import employer_by_id
from services.identity.employers.web import views
from services.identity.requests.domain.requests import CHANGES
from services.identity.requests.operations.asking_change import ask_move, ask_renaming
from services.identity.requests.operations.change_employer import Move
from services.identity.requests.store.requests import requests_of
from services.identity.requests.web.views import change_rows, request_entry
from services.identity.web.parts import Clerk, Here, Parts, Typed, form_id, fresh_form

PAGE = "/employers/mine/changes"
router = APIRouter(prefix=PAGE)


@router.get("")
async def show_changes(request: Request, who: Clerk, here: Here, conn: Conn) -> Response:
    """What may be asked for, what waits, and what was decided."""
    return await _page(request, conn, who, here, Form(fresh_form()))


@router.post("/rename")
async def ask_name(request: Request, who: Clerk, here: Here, typed: Typed) -> Response:
    """Ask for another name, with the reason."""
    name = normal_employer_name(typed.get("new_name", ""))
    why = normal_reason(typed.get("why", ""))

    async def act(conn: Connection, asked: UUID) -> None:
        await ask_renaming(conn, name, why, form_id=asked, who=who)

    return await _done(request, act, who, here, typed)


@router.post("/move")
async def ask_department(request: Request, who: Clerk, here: Here, typed: Typed) -> Response:
    """Ask for another department, with the reason."""
    move = Move.typed(typed)

    async def act(conn: Connection, asked: UUID) -> None:
        await ask_move(conn, move, form_id=asked, who=who, cities=here.cities)

    return await _done(request, act, who, here, typed)


async def _done(
    request: Request,
    act: Callable[[Connection, UUID], Awaitable[None]],
    who: Session,
    here: Parts,
    typed: dict[str, str],
) -> Response:
    try:
        async with transaction(here.pool) as conn:
            await act(conn, form_id(typed))
    except NotFound:
        raise
    except Refusal as refusal:
        form = Form.refused(typed, refusal)
        async with transaction(here.pool) as conn:
            return await _page(request, conn, who, here, form, status=refusal.status)
    return redirect(PAGE)


async def _page(
    request: Request, conn: Connection, who: Session, here: Parts, form: Form, *, status: int = 200
) -> Response:
    employer = await employer_by_id(conn, await led_employer(conn, who))
    assert employer is not None  # noqa: S101 - locked a moment ago
    asked = [one for one in await requests_of(conn, employer.id) if one.kind in CHANGES]
    return render(
        request,
        "requests/changes.html",
        status=status,
        form=form,
        employer=employer,
        waiting=[(one, change_rows(one)) for one in asked if one.is_open],
        entries=[request_entry(one) for one in asked],
        **views.employer_choices(here.cities, employer.city),
    )
