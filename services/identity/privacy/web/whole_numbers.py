"""显示: a mobile number that pages mask, whole, as the answer to one press of a button, which is logged."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.access import Shown
from kit.db import Connection
from kit.http import Conn
from kit.session import Session
from kit.web.pages import render
from services.identity.access.domain.sign_in import local_path
from services.identity.access.store.accounts import Account
from services.identity.privacy.operations.access_log import record_own_page
from services.identity.privacy.operations.whole_numbers import clerk_account, managed_account, own_account
from services.identity.web.parts import Admin, Clerk, Here, Holder, Parts, Typed

router = APIRouter()


@router.post("/account/mobile/show")
async def show_own(request: Request, who: Holder, here: Here, conn: Conn, typed: Typed) -> Response:
    """One's own."""
    return await _page(request, conn, who, here, typed, await own_account(conn, who))


@router.post("/employers/mine/clerks/{clerkship_id}/mobile")
async def show_clerk(
    request: Request, clerkship_id: UUID, who: Clerk, here: Here, conn: Conn, typed: Typed
) -> Response:
    """A clerk's of the own unit."""
    return await _page(request, conn, who, here, typed, await clerk_account(conn, who, clerkship_id))


@router.post("/admin/mobiles/{holder_id}")
async def show_managed(
    request: Request, holder_id: UUID, who: Admin, here: Here, conn: Conn, typed: Typed
) -> Response:
    """A clerk's or official's whom the administrator has to reach."""
    return await _page(request, conn, who, here, typed, await managed_account(conn, who, holder_id))


async def _page(
    request: Request, conn: Connection, who: Session, here: Parts, typed: dict[str, str], account: Account
) -> Response:
    await record_own_page(conn, who, Shown.NUMBER, account.id, cities=here.cities, settings=here.settings)
    return render(
        request,
        "whole_number.html",
        name=account.name,
        label="手机号码",
        rows=[("手机号码", here.mobile_of(account))],
        then=local_path(typed.get("then", "/")),
        is_own=account.id == who.account_id,
    )
