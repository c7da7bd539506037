"""The register of employers: what each is, what was asked for it, and other names and departments."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.access import Shown
from kit.db import Connection, transaction
from kit.errors import NotFound, Refusal
from kit.http import Conn
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from kit.web.paging import Paging
from services.identity.access.operations.sessions import may_manage
from services.identity.access.store.accounts import account_by_id
from services.identity.employers.domain.employers import Employer, Status, normal_reason
from services.identity.employers.store.clerkships import clerkships_of
from services.identity.employers.store.employers import (
    employer_by_id,
    employers_by_status,
    employers_of_city,
)
from services.identity.employers.web import views
from services.identity.privacy.operations.access_log import record_own_page
from services.identity.requests.domain.changes import Move, Renaming
from services.identity.requests.domain.kinds import Kind
from services.identity.requests.domain.requests import may_be_changed
from services.identity.requests.operations import change
from services.identity.requests.store.letters import letters_of
from services.identity.requests.store.requests import requests_of
from services.identity.requests.web.views import TERM_CHOICES, history
from services.identity.web.parts import PAGE_SIZE, Admin, Here, Parts, Typed, version

router = APIRouter(prefix="/admin/employers")
YES = "yes"
SENT = ("version", "new_name", "why", "department", "agency", "move_why")


class Unconfirmed(Refusal):
    """请核对变更的内容，再确认。"""


@router.get("")
async def show_employers(request: Request, who: Admin, conn: Conn) -> Response:
    """Employers by state, the longest waiting first."""
    asked = request.query_params
    words = asked.get("words", "").replace("\0", "").strip()
    status = next((one for one in Status if one == asked.get("status")), Status.SUBMITTED)
    counts = await employers_by_status(conn, city=who.city, words=words)
    paging = Paging.of(request.query_params.get("page", ""), counts[status], PAGE_SIZE)
    employers = await employers_of_city(
        conn,
        city=who.city,
        status=status,
        words=words,
        limit=paging.size,
        offset=paging.offset,
    )
    return render(
        request,
        "requests/employers.html",
        form=Form({"words": words, "status": status}),
        sections=views.sections(counts, words),
        current=views.list_href(status, words),
        employers=employers,
        page=paging.page,
        pages=paging.pages,
    )


@router.get("/{employer_id}")
async def show_employer(request: Request, employer_id: UUID, who: Admin, here: Here, conn: Conn) -> Response:
    """One registration, with what to check and what was decided."""
    return await _page(request, conn, employer_id, who, here)


@router.post("/{employer_id}/rename")
async def give_name(request: Request, employer_id: UUID, who: Admin, here: Here, typed: Typed) -> Response:
    """Give it another name, with the reason."""

    async def act(conn: Connection) -> None:
        await change.rename(conn, employer_id, Renaming.typed(typed), version=version(typed), admin=who)

    return await _done(request, employer_id, act, who, here, typed)


@router.post("/{employer_id}/move")
async def give_department(
    request: Request, employer_id: UUID, who: Admin, here: Here, typed: Typed
) -> Response:
    """Put it under another department, with the reason."""

    async def act(conn: Connection) -> None:
        asked, seen = Move.typed(typed), version(typed)
        await change.move(conn, employer_id, asked, version=seen, cities=here.cities, admin=who)

    return await _done(request, employer_id, act, who, here, typed)


async def _done(
    request: Request,
    employer_id: UUID,
    act: Callable[[Connection], Awaitable[None]],
    who: Session,
    here: Parts,
    typed: dict[str, str],
) -> Response:
    changes: list[tuple[str, list[str]]] = []
    before: Employer | None = None
    async with Action(typed) as action, transaction(here.pool) as conn:
        before = await employer_by_id(conn, employer_id)
        await act(conn)
        changes = _changes(before, await employer_by_id(conn, employer_id))
        if changes and typed.get("confirmed") != YES:
            raise Unconfirmed
    if isinstance(action.refusal, Unconfirmed) and before:
        async with transaction(here.pool) as conn:
            return await _confirmation(request, conn, before, changes, typed)
    if action.refusal is None:
        return redirect(f"/admin/employers/{employer_id}")
    async with transaction(here.pool) as conn:
        return await _page(request, conn, employer_id, who, here, form=action.form)


async def _confirmation(
    request: Request,
    conn: Connection,
    employer: Employer,
    changes: list[tuple[str, list[str]]],
    typed: dict[str, str],
) -> Response:
    """What will change, whom it concerns, and what cannot be approved any more."""
    kind = Kind.RENAMING if "new_name" in typed else Kind.SUPERIOR
    clerks = await clerkships_of(conn, employer.id)
    return render(
        request,
        "requests/confirm_change.html",
        employer=employer,
        is_renaming=kind is Kind.RENAMING,
        changes=changes,
        why=normal_reason(typed.get("why" if kind is Kind.RENAMING else "move_why", "")),
        clerks=sum(not one.is_over for one in clerks),
        waiting=sum(one.is_open for one in await requests_of(conn, employer.id, kind)),
        sent={name: typed[name] for name in SENT if name in typed},
    )


def _changes(before: Employer | None, after: Employer | None) -> list[tuple[str, list[str]]]:
    """What would be different, as it is and as it is to be."""
    if before is None or after is None:
        return []
    was = dict(views.employer_rows(before))
    return [
        (label, [f"现在：{was.get(label) or '无'}", f"变更后：{now}"])
        for label, now in views.employer_rows(after)
        if now != was.get(label)
    ]


async def _page(
    request: Request,
    conn: Connection,
    employer_id: UUID,
    who: Session,
    here: Parts,
    *,
    form: Form | None = None,
) -> Response:
    employer = await employer_by_id(conn, employer_id)
    if employer is None or not may_manage(who, employer.city):
        raise NotFound
    asked = await requests_of(conn, employer.id)
    clerk = await account_by_id(conn, employer.chief_id) if employer.chief_id else None
    if clerk:
        await record_own_page(conn, who, Shown.ACCOUNT, clerk.id, cities=here.cities, settings=here.settings)
    shown: dict[str, Any] = {
        "employer": employer,
        "state": views.status_tag(employer),
        "rows": views.employer_rows(employer),
        "asked": next((one for one in asked if one.is_open and one.kind is Kind.REGISTRATION), None),
        "entries": history(employer, asked),
        "may_be_changed": may_be_changed(employer.status),
        "successor": await employer_by_id(conn, employer.merged_into) if employer.merged_into else None,
        **views.employer_choices(here.cities, employer.city),
        "clerk_name": clerk.name if clerk else "",
        "mobile": here.mobile_of(clerk),
        "letters": await letters_of(conn, employer.id),
        "terms": TERM_CHOICES,
        "form": (form or Form()).over(years=here.cities.city(employer.city).authorisation_years),
    }
    return render(request, "requests/registered.html", **shown)
