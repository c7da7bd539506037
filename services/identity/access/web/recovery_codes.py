"""Recovery codes anew: a code of the authenticator is asked for again, the old ones die at once."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import transaction
from kit.errors import NotFound
from kit.http import Conn
from kit.web.pages import Form, render
from services.identity.access.domain.second_factor import grouped
from services.identity.access.operations.attempts import TooSoon, count_code, forgive_code
from services.identity.access.operations.second_factor import WrongCode, prove, renew_recovery_codes
from services.identity.access.store.accounts import account_by_id
from services.identity.access.store.second_factors import count_recovery_codes
from services.identity.web.parts import From, Here, Office, Typed, late

router = APIRouter(prefix="/account/recovery-codes")


@router.get("")
async def show_form(request: Request, who: Office, conn: Conn) -> Response:
    """How many are left, and the form that asks for a code."""
    left = await count_recovery_codes(conn, who.account_id)
    return render(request, "access/renew_recovery_codes.html", left=left)


@router.post("")
async def renew(request: Request, who: Office, here: Here, visitor: From, typed: Typed) -> Response:
    """Show new codes once; or say that the code is wrong, or how long to wait."""
    try:
        async with transaction(here.pool) as conn:
            account = await account_by_id(conn, who.account_id)
            if account is None:
                raise NotFound
            await count_code(conn, account, visitor)
        async with transaction(here.pool) as conn:
            await prove(conn, account, typed.get("code", ""), here.cipher)
            await forgive_code(conn, account, visitor)
            codes = await renew_recovery_codes(conn, account, here.cipher)
    except (WrongCode, TooSoon) as refusal:
        return await _refused(request, who, here, refusal)
    told = "新的恢复码已生效，以前的恢复码都不能再用"
    return render(
        request,
        "access/recovery_codes.html",
        told=told,
        codes=[grouped(one) for one in codes],
        then="/account",
    )


async def _refused(request: Request, who: Office, here: Here, refusal: WrongCode | TooSoon) -> Response:
    async with transaction(here.pool) as conn:
        left = await count_recovery_codes(conn, who.account_id)
    form = Form.refused({}, refusal)
    page = render(request, "access/renew_recovery_codes.html", status=refusal.status, form=form, left=left)
    return late(page, refusal)
