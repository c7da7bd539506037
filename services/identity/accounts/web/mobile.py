"""更改手机号码: the new number and the password, then the code that was sent to the new number."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.normal import numbers
from kit.db import Connection, transaction
from kit.http import Conn
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.domain.credentials import mobile_fault
from services.identity.access.operations.attempts import (
    Visitor,
    count_code,
    count_message,
    forgive_code,
)
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.passwords import NO_PASSWORD
from services.identity.access.operations.sign_in import login_fingerprint
from services.identity.accounts.operations.change_mobile import (
    NotConfirmed,
    ask_mobile_change,
    confirm_mobile_change,
    holder,
)
from services.identity.accounts.store.mobile_changes import mobile_change
from services.identity.web.parts import From, Here, Holder, Parts, Typed, form_id, fresh_form

router = APIRouter(prefix="/account/mobile")
CODE_PAGE = "/account/mobile/code"
DONE = "/account?changed=mobile"


@router.get("")
async def show_mobile(request: Request, who: Holder, here: Here, conn: Conn) -> Response:
    """Ask for the new number and the password."""
    return await _number_page(request, conn, who, here, Form(fresh_form()))


@router.post("")
async def ask_change(request: Request, who: Holder, here: Here, visitor: From, typed: Typed) -> Response:
    """Send a code to the new number, or tell what is wrong, or how long to wait."""
    kept = {name: typed.get(name, "") for name in ("form_id", "mobile")}
    async with Action(kept) as action:
        await _ask(here, who, visitor, typed)
    if action.refusal:
        async with transaction(here.pool) as conn:
            return await _number_page(request, conn, who, here, action.form)
    return redirect(CODE_PAGE)


@router.get("/code")
async def show_code(request: Request, who: Holder, here: Here, conn: Conn) -> Response:
    """Ask for the code, if one was sent."""
    found = await mobile_change(conn, who.account_id)
    if found is None or found.used_at:
        return redirect("/account/mobile")
    return await _code_page(request, conn, who, here, Form())


@router.post("/code")
async def confirm(request: Request, who: Holder, here: Here, visitor: From, typed: Typed) -> Response:
    """Replace the number, or tell what is wrong, or how long to wait."""
    code = typed.get("code", "")
    async with Action({"code": code}) as action:
        await _confirm(here, who, visitor, code)
    if action.refusal:
        async with transaction(here.pool) as conn:
            return await _code_page(request, conn, who, here, action.form)
    return redirect(DONE)


async def _ask(here: Parts, who: Session, visitor: Visitor, typed: dict[str, str]) -> None:
    """Between the transactions the password is hashed. A refused number, too, counts as a message."""
    mobile = numbers.mobile(typed.get("mobile", ""))
    async with transaction(here.pool) as conn:
        found = await holder(conn, who)
        await count_code(conn, found.account, visitor)
    is_right = await found.is_proven(typed.get("current", ""), here.passwords, visitor)
    refuse(_faults(mobile, here.mobile_of(found.account), is_right=is_right))
    async with transaction(here.pool) as conn:
        await forgive_code(conn, found.account, visitor)
        await count_message(conn, found.account, login_fingerprint(mobile, here.cipher), visitor)
    async with transaction(here.pool) as conn:
        await ask_mobile_change(conn, found.account, mobile, form_id=form_id(typed), cipher=here.cipher)


def _faults(mobile: str, present: str, *, is_right: bool) -> dict[str, str]:
    same = "这就是现在登记的手机号码，不需要更改" if mobile == present else None
    found = {
        "mobile": mobile_fault(mobile) or same,
        "current": None if is_right else "密码不正确，请重新填写",
    }
    return {field: fault for field, fault in found.items() if fault}


async def _confirm(here: Parts, who: Session, visitor: Visitor, code: str) -> None:
    async with transaction(here.pool) as conn:
        account = (await holder(conn, who)).account
        await count_code(conn, account, visitor)
    async with transaction(here.pool) as conn:
        is_right = await confirm_mobile_change(conn, who, code, here.cipher)
        if is_right:
            await forgive_code(conn, account, visitor)
    if not is_right:
        raise NotConfirmed


async def _number_page(request: Request, conn: Connection, who: Session, here: Parts, form: Form) -> Response:
    account = (await holder(conn, who)).account
    shown: dict[str, Any] = {
        "form": form,
        "mobile": here.mobile_of(account),
        "has_password": account.password_hash != NO_PASSWORD,
    }
    return render(request, "accounts/mobile.html", **shown)


async def _code_page(request: Request, conn: Connection, who: Session, here: Parts, form: Form) -> Response:
    found = await mobile_change(conn, who.account_id)
    mobile = here.cipher.decrypt(found.mobile_encrypted) if found else ""
    return render(request, "accounts/mobile_code.html", form=form, mobile=mobile)
