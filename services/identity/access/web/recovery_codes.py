"""Recovery codes anew: a code of the authenticator is asked for again, the old ones die at once."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import Connection, transaction
from kit.errors import NotFound
from kit.http import Conn
from kit.session import Session
from kit.web.pages import Action, Form, render
from services.identity.access.domain.second_factor import grouped
from services.identity.access.operations.attempts import count_code, forgive_code
from services.identity.access.operations.second_factor import prove, renew_recovery_codes
from services.identity.access.store.accounts import account_by_id
from services.identity.access.store.second_factors import count_recovery_codes
from services.identity.web.parts import From, Here, Office, Typed

router = APIRouter(prefix="/account/recovery-codes")


@router.get("")
async def show_form(request: Request, who: Office, conn: Conn) -> Response:
    """How many are left, and the form that asks for a code."""
    return await _page(request, conn, who, Form())


@router.post("")
async def renew(request: Request, who: Office, here: Here, visitor: From, typed: Typed) -> Response:
    """Show new codes once; or say that the code is wrong, or how long to wait."""
    codes: Sequence[str] = ()
    async with Action({}) as action:
        async with transaction(here.pool) as conn:
            account = await account_by_id(conn, who.account_id)
            if account is None:
                raise NotFound
            await count_code(conn, account, visitor)
        async with transaction(here.pool) as conn:
            await prove(conn, account, typed.get("code", ""), here.cipher)
            await forgive_code(conn, account, visitor)
            codes = await renew_recovery_codes(conn, account, here.cipher)
    if action.refusal:
        async with transaction(here.pool) as conn:
            return await _page(request, conn, who, action.form)
    told = "新的恢复码已生效，以前的恢复码都不能再用"
    return render(
        request,
        "access/recovery_codes.html",
        told=told,
        codes=[grouped(one) for one in codes],
        then="/account",
    )


async def _page(request: Request, conn: Connection, who: Session, form: Form) -> Response:
    left = await count_recovery_codes(conn, who.account_id)
    return render(request, "access/renew_recovery_codes.html", form=form, left=left)
