"""单位变更: the chief clerk asks for another name or department, and sees what became of it (M2.5, M2.6)."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import Connection, transaction
from kit.http import Conn
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from services.identity.employers.operations.clerks import led_employer
from services.identity.employers.store.employers import employer_by_id
from services.identity.employers.web.views import employer_choices
from services.identity.requests.domain.changes import Move, Renaming
from services.identity.requests.domain.kinds import CHANGES
from services.identity.requests.operations.ask import ask_move, ask_renaming, withdraw
from services.identity.requests.store.requests import requests_of
from services.identity.requests.web import letters
from services.identity.requests.web.views import change_rows, entry
from services.identity.web.parts import Clerk, Here, Parts, Typed, form_id, fresh_form

PAGE = "/employers/mine/changes"
router = APIRouter()


@router.get(PAGE)
async def show_changes(request: Request, who: Clerk, here: Here, conn: Conn) -> Response:
    """What may be asked for, what waits, and what was decided."""
    return await _page(request, conn, who, here, Form(fresh_form()))


@router.post(f"{PAGE}/rename")
async def ask_name(request: Request, who: Clerk, here: Here, typed: Typed) -> Response:
    """Ask for another name, with the reason."""

    async def act(conn: Connection, form: UUID) -> None:
        await ask_renaming(conn, Renaming.typed(typed), form_id=form, who=who)

    return await _done(request, act, who, here, typed)


@router.post(f"{PAGE}/move")
async def ask_department(request: Request, who: Clerk, here: Here, typed: Typed) -> Response:
    """Ask for another department, with the reason."""

    async def act(conn: Connection, form: UUID) -> None:
        await ask_move(conn, Move.typed(typed), form_id=form, who=who, cities=here.cities)

    return await _done(request, act, who, here, typed)


@router.post("/employers/requests/{request_id}/withdraw")
async def take_back(request_id: UUID, who: Clerk, here: Here) -> Response:
    """Take back what one asked and nobody decided yet."""
    async with transaction(here.pool) as conn:
        kind = await withdraw(conn, who.account_id, request_id)
    return redirect(PAGE if kind in CHANGES else letters.PAGE)


async def _done(
    request: Request,
    act: Callable[[Connection, UUID], Awaitable[None]],
    who: Session,
    here: Parts,
    typed: dict[str, str],
) -> Response:
    async with Action(typed) as action, transaction(here.pool) as conn:
        await act(conn, form_id(typed))
    if action.refusal is None:
        return redirect(PAGE)
    async with transaction(here.pool) as conn:
        return await _page(request, conn, who, here, action.form)


async def _page(request: Request, conn: Connection, who: Session, here: Parts, form: Form) -> Response:
    employer = await employer_by_id(conn, await led_employer(conn, who))
    assert employer is not None  # noqa: S101 - locked a moment ago
    asked = await requests_of(conn, employer.id, *CHANGES)
    return render(
        request,
        "requests/changes.html",
        form=form,
        employer=employer,
        waiting=[(one, change_rows(one)) for one in asked if one.is_open],
        entries=[entry(one) for one in asked],
        **employer_choices(here.cities, employer.city),
    )
