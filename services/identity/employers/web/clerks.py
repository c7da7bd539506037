"""经办人管理: the chief clerk adds further clerks, each with an own account, and ends them (E1.1)."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import Connection, transaction
from kit.http import Conn
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from services.identity.employers.domain.registration import FurtherClerk
from services.identity.employers.operations.clerks import (
    Added,
    add_clerk,
    end_clerkship,
    led_employer,
    renew_code,
)
from services.identity.employers.store.clerkships import clerkships_of
from services.identity.web.parts import Clerk, Here, Parts, Typed, form_id, fresh_form, today

router = APIRouter(prefix="/employers/mine/clerks")
PAGE = "/employers/mine/clerks"


@router.get("")
async def show_clerks(request: Request, who: Clerk, here: Here, conn: Conn) -> Response:
    """Who acts for the employer, and who did."""
    return await _page(request, conn, who, here, Form(fresh_form()))


@router.post("")
async def add(request: Request, who: Clerk, here: Here, typed: Typed) -> Response:
    """Add one and show the code once, or tell everything that is wrong."""
    clerk = FurtherClerk.typed(typed)
    async with Action(typed) as action, transaction(here.pool) as conn:
        added = await add_clerk(
            conn, clerk, form_id=form_id(typed), who=who, today=today(), cipher=here.cipher
        )
    if action.refusal:
        async with transaction(here.pool) as conn:
            return await _page(request, conn, who, here, action.form)
    return _code_page(request, added)


@router.post("/{clerkship_id}/code")
async def renew(request: Request, clerkship_id: UUID, who: Clerk, here: Here) -> Response:
    """Another code for somebody who lost the first one."""
    async with Action(fresh_form()) as action, transaction(here.pool) as conn:
        added = await renew_code(conn, clerkship_id, who=who, cipher=here.cipher)
    if action.refusal:
        async with transaction(here.pool) as conn:
            return await _page(request, conn, who, here, action.form)
    return _code_page(request, added)


@router.post("/{clerkship_id}/end")
async def end(clerkship_id: UUID, who: Clerk, here: Here) -> Response:
    """From now on that clerk acts for nobody."""
    async with transaction(here.pool) as conn:
        await end_clerkship(conn, clerkship_id, who=who)
    return redirect(PAGE)


def _code_page(request: Request, added: Added) -> Response:
    """Sent twice, the code was shown already and is not shown again."""
    if added.code is None:
        return redirect(PAGE)
    return render(request, "employers/clerk_code.html", added=added)


async def _page(request: Request, conn: Connection, who: Session, here: Parts, form: Form) -> Response:
    found = await clerkships_of(conn, await led_employer(conn, who))
    return render(
        request,
        "employers/clerks.html",
        form=form,
        present=[(one, _mobile(here, one.mobile_encrypted)) for one in found if not one.is_over],
        past=[one for one in found if one.is_over],
    )


def _mobile(here: Parts, encrypted: str | None) -> str:
    return here.cipher.decrypt(encrypted) if encrypted else ""
