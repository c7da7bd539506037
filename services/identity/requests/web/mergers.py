"""The administrator's desk: merging an employer into another. First what will happen is shown (A2.4)."""

from contextlib import suppress
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.access import Shown
from kit.db import Connection, transaction
from kit.errors import Invalid, NotFound
from kit.http import Conn
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.operations.sessions import may_manage
from services.identity.employers.domain.employers import Employer, normal_reason
from services.identity.employers.store.clerkships import clerkships_of
from services.identity.employers.store.employers import employer_by_id
from services.identity.employers.web import views
from services.identity.offices.store.queues import archives_of, queue_of
from services.identity.privacy.operations.access_log import record_own_page
from services.identity.requests.domain.requests import may_be_changed
from services.identity.requests.operations.merge import Merger, found_successor, merge_employer
from services.identity.requests.store.requests import requests_of
from services.identity.web.parts import Admin, Here, Parts, Typed, version

router = APIRouter(prefix="/admin/employers/{employer_id}/merger")


@router.get("")
async def show_merger(request: Request, employer_id: UUID, who: Admin, here: Here, conn: Conn) -> Response:
    """Ask into which employer; when that is known, show what will happen."""
    employer = await _employer(conn, employer_id, who)
    if not may_be_changed(employer.status):
        return redirect(f"/admin/employers/{employer_id}")
    code = request.query_params.get("successor", "").replace("\0", "")
    if not code.strip():
        return await _page(request, conn, who, here, employer, None, Form({}))
    successor = None
    async with Action({"successor": code}) as action:
        successor = await found_successor(conn, employer, code, admin=who)
    return await _page(request, conn, who, here, employer, successor, action.form)


@router.post("")
async def merge(request: Request, employer_id: UUID, who: Admin, here: Here, typed: Typed) -> Response:
    """Merge it, with the reason, or tell everything that is wrong."""
    code = typed.get("successor", "")
    asked = Merger(credit_code=code, why=normal_reason(typed.get("why", "")), version=version(typed))
    async with Action(typed) as action, transaction(here.pool) as conn:
        await merge_employer(conn, employer_id, asked, admin=who)
    if action.refusal is None:
        return redirect(f"/admin/employers/{employer_id}")
    async with transaction(here.pool) as conn:
        employer = await _employer(conn, employer_id, who)
        successor = None
        with suppress(Invalid):  # the page says so already
            successor = await found_successor(conn, employer, code, admin=who)
        return await _page(request, conn, who, here, employer, successor, action.form)


async def _employer(conn: Connection, employer_id: UUID, who: Session) -> Employer:
    employer = await employer_by_id(conn, employer_id)
    if employer is None or not may_manage(who, employer.city):
        raise NotFound
    return employer


async def _page(
    request: Request,
    conn: Connection,
    who: Session,
    here: Parts,
    employer: Employer,
    successor: Employer | None,
    form: Form,
) -> Response:
    clerks = [one for one in await clerkships_of(conn, employer.id) if not one.is_over]
    people = {one.account_id for one in clerks}
    await record_own_page(conn, who, Shown.ACCOUNT, *people, cities=here.cities, settings=here.settings)
    return render(
        request,
        "requests/merger.html",
        form=form,
        employer=employer,
        successor=successor,
        rows=views.employer_rows(successor) if successor else [],
        clerks=clerks,
        cases=await queue_of(conn, employer.id),
        archives=await archives_of(conn, employer.id),
        waiting=[one for one in await requests_of(conn, employer.id) if one.is_open],
        may_be_merged=may_be_changed(employer.status),
    )
