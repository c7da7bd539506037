"""A forgotten password: number, code by text message, a new password."""

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import transaction
from kit.session import Anyone
from kit.web.pages import Action, Form, render
from services.identity.access.domain.sign_in import steps
from services.identity.access.operations.attempts import (
    Asked,
    count_claim,
    count_recovery,
    forgive_claim,
)
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.passwords import password_faults
from services.identity.access.operations.recovery import (
    NotRecovered,
    Recovery,
    ask_recovery,
    is_recovered,
    recover,
)
from services.identity.access.operations.sign_in import login_fingerprint
from services.identity.access.store.accounts import account_by_login
from services.identity.web.parts import From, Here, Typed, form_id, fresh_form

router = APIRouter(prefix="/recover")
LASTS = timedelta(minutes=30)  # the page; its code is good for ten
MISSING = "请填写手机号码或登录名"


@router.get("")
async def show_recover(request: Request, _: Anyone) -> Response:
    """Ask whose password was forgotten."""
    return _page(request, "recover", Form(fresh_form(next=request.query_params.get("next", ""))))


@router.post("")
async def send_code(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Send a code if there is somebody to send it to; the answer is the same if there is not."""
    login = typed.get("login", "")
    asked = Recovery.asked(login, form_id(typed), here.cipher)
    async with Action(typed) as action, transaction(here.pool) as conn:
        refuse({} if login.strip() else {"login": MISSING})
        fingerprint = login_fingerprint(login, here.cipher)
        account = await account_by_login(conn, fingerprint)
        number = login_fingerprint(here.mobile_of(account) or login, here.cipher)
        counted = Asked(fingerprint, number)
        await count_recovery(conn, counted, account, visitor, per_hour=here.settings.messages_per_hour)
        await ask_recovery(conn, asked, here.cipher)
    if action.refusal:
        return _page(request, "recover", action.form)
    form = Form({"asked": here.grants.seal(asked, lasts=LASTS), "next": typed.get("next", "")})
    return _page(request, "recover_code", form)


@router.post("/password")
async def set_password(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Take the new password, or tell what is wrong, or how long to wait."""
    token, code, password = (typed.get(name, "") for name in ("asked", "code", "password"))
    asked = here.grants.open(Recovery, token)
    async with Action({"asked": token, "code": code, "next": typed.get("next", "")}) as action:
        refuse(password_faults(asked.login, password))
        async with transaction(here.pool) as conn:
            await count_claim(conn, visitor)
        async with transaction(here.pool) as conn:  # the last step locks code and count the other way
            is_right = await is_recovered(conn, asked, code, here.cipher)
        if not is_right:
            raise NotRecovered
        password_hash = await here.passwords.hash(password, visitor)
        async with transaction(here.pool) as conn:
            await recover(conn, asked, code, password_hash=password_hash, cipher=here.cipher)
            await forgive_claim(conn, visitor)
    return _page(request, "recover_code" if action.refusal else "recovered", action.form)


def _page(request: Request, name: str, form: Form) -> Response:
    return render(request, f"access/{name}.html", form=form, steps=steps(form.value("next")))
