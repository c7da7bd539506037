"""The administrator's desk: suspending a unit and letting it act again. First what will happen is shown."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.access import Shown
from contracts.employers import SUSPENSION_CAUSE_NAMES
from kit.db import Connection, transaction
from kit.errors import NotFound
from kit.http import Conn
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.operations.sessions import may_manage
from services.identity.employers.domain.employers import Employer, Status
from services.identity.employers.store.clerkships import clerkships_of
from services.identity.employers.store.employers import employer_by_id
from services.identity.employers.web.views import employer_rows
from services.identity.offices.store.queues import archives_of, queue_of
from services.identity.privacy.operations.access_log import record_own_page
from services.identity.requests.domain.suspensions import Resumption, Suspension
from services.identity.requests.operations.suspend import resume, suspend
from services.identity.requests.store.requests import requests_of
from services.identity.requests.web.views import suspension
from services.identity.web.parts import Admin, Here, Parts, Typed, version

router = APIRouter(prefix="/admin/employers/{employer_id}")
CAUSES = [(cause.value, words) for cause, words in SUSPENSION_CAUSE_NAMES.items()]
PAGES = {Status.APPROVED: "requests/suspend.html", Status.SUSPENDED: "requests/resume.html"}


@router.get("/suspension")
async def show_suspension(
    request: Request, employer_id: UUID, who: Admin, here: Here, conn: Conn
) -> Response:
    """Who and what is concerned, and the reason to be written; of a suspended one, how it acts again."""
    return await _page(request, conn, employer_id, who, here, Form({}))


@router.post("/suspension")
async def suspend_employer(
    request: Request, employer_id: UUID, who: Admin, here: Here, typed: Typed
) -> Response:
    """Suspend it, with the reason, or tell everything that is wrong."""

    async def act(conn: Connection) -> None:
        await suspend(conn, employer_id, Suspension.typed(typed, version(typed)), admin=who)

    return await _done(request, employer_id, act, who, here, typed)


@router.post("/resumption")
async def resume_employer(
    request: Request, employer_id: UUID, who: Admin, here: Here, typed: Typed
) -> Response:
    """Let it act again, with the reason, or tell everything that is wrong."""

    async def act(conn: Connection) -> None:
        await resume(conn, employer_id, Resumption.typed(typed, version(typed)), admin=who)

    return await _done(request, employer_id, act, who, here, typed)


async def _done(
    request: Request,
    employer_id: UUID,
    act: Callable[[Connection], Awaitable[None]],
    who: Session,
    here: Parts,
    typed: dict[str, str],
) -> Response:
    async with Action(typed) as action, transaction(here.pool) as conn:
        await act(conn)
    if action.refusal is None:
        return redirect(f"/admin/employers/{employer_id}")
    async with transaction(here.pool) as conn:
        return await _page(request, conn, employer_id, who, here, action.form)


async def _page(
    request: Request, conn: Connection, employer_id: UUID, who: Session, here: Parts, form: Form
) -> Response:
    employer = await _employer(conn, employer_id, who)
    clerks = [one for one in await clerkships_of(conn, employer.id) if not one.is_over]
    people = {one.account_id for one in clerks}
    await record_own_page(conn, who, Shown.ACCOUNT, *people, cities=here.cities, settings=here.settings)
    return render(
        request,
        PAGES.get(employer.status, "requests/not_suspended.html"),
        form=form,
        employer=employer,
        rows=employer_rows(employer),
        clerks=clerks,
        cases=await queue_of(conn, employer.id),
        archives=await archives_of(conn, employer.id),
        suspension=suspension(employer, await requests_of(conn, employer.id)),
        causes=CAUSES,
    )


async def _employer(conn: Connection, employer_id: UUID, who: Session) -> Employer:
    employer = await employer_by_id(conn, employer_id)
    if employer is None or not may_manage(who, employer.city):
        raise NotFound
    return employer
