"""Activating an account that was assigned: login, code, a password of one's own (B0.1)."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import transaction
from kit.errors import Invalid
from kit.session import Anyone
from kit.web.pages import Form, render
from services.identity.access.operations.attempts import TooSoon, count_claim, forgive_claim
from services.identity.access.operations.passwords import check_password
from services.identity.accounts.operations.activation import NotActivated, activate, try_code
from services.identity.web.parts import From, Here, Typed, late

router = APIRouter(prefix="/activate")


@router.get("")
async def show_activate(request: Request, _: Anyone) -> Response:
    """Ask for login, code and password."""
    return _page(request, Form())


@router.post("")
async def set_password(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Take the password, or tell what is wrong, or how long to wait."""
    login, code = typed.get("login", ""), typed.get("code", "")
    try:
        check_password(login, typed.get("password", ""))
        async with transaction(here.pool) as conn:
            await count_claim(conn, visitor)
            is_right = await try_code(conn, login, code, here.cipher) is not None
        if not is_right:
            raise NotActivated
        password_hash = await here.passwords.hash(typed.get("password", ""))
        async with transaction(here.pool) as conn:
            await activate(conn, login, code, password_hash=password_hash, cipher=here.cipher)
            await forgive_claim(conn, visitor)
    except Invalid as refusal:
        return _page(request, Form(typed, refusal.faults), status=refusal.status)
    except TooSoon as refusal:
        return late(_page(request, Form.refused(typed, refusal), status=refusal.status), refusal)
    return render(request, "accounts/activated.html")


def _page(request: Request, form: Form, *, status: int = 200) -> Response:
    return render(request, "accounts/activate.html", status=status, form=form)
