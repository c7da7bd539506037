"""Activating an account that was assigned: login, code, a password of one's own, and consent (B0.1)."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import transaction
from kit.session import Anyone
from kit.web.pages import Action, Form, render
from services.identity.access.domain.sign_in import steps
from services.identity.access.operations.attempts import count_claim, forgive_claim
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.passwords import password_faults
from services.identity.accounts.domain.consent import consent_faults
from services.identity.accounts.operations.activation import NotActivated, activate, try_code
from services.identity.web.parts import From, Here, Typed

router = APIRouter(prefix="/activate")


@router.get("")
async def show_activate(request: Request, _: Anyone) -> Response:
    """Ask for login, code and password."""
    return _page(request, "activate", Form({"next": request.query_params.get("next", "")}))


@router.post("")
async def set_password(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Take the password, or tell what is wrong, or how long to wait."""
    login, code = typed.get("login", ""), typed.get("code", "")
    async with Action(typed) as action:
        refuse(password_faults(login, typed.get("password", "")) | consent_faults(typed.get("agreed", "")))
        async with transaction(here.pool) as conn:
            await count_claim(conn, visitor)
            is_right = await try_code(conn, login, code, here.cipher) is not None
        if not is_right:
            raise NotActivated
        password_hash = await here.passwords.hash(typed.get("password", ""), visitor)
        async with transaction(here.pool) as conn:
            await forgive_claim(conn, visitor)  # attempts before codes, as above: else two clicks lock up
            await activate(conn, login, code, password_hash=password_hash, cipher=here.cipher)
    if action.refusal:
        return _page(request, "activate", action.form)
    return _page(request, "activated", Form({"next": typed.get("next", "")}))


def _page(request: Request, name: str, form: Form) -> Response:
    return render(request, f"accounts/{name}.html", form=form, steps=steps(form.value("next")))
