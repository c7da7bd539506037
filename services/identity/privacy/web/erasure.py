"""A person asks for their data to be erased, sees what stands against it, and may think again."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.erasure import HOLD_NAMES
from kit.clock import now
from kit.db import transaction
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.operations.attempts import Visitor, count_sign_in, forgive_sign_in
from services.identity.access.operations.faults import refuse
from services.identity.access.store.accounts import Account, account_by_id
from services.identity.privacy.operations.erasure import request_erasure, withdraw_erasure
from services.identity.privacy.store.erasures import latest_erasure
from services.identity.web.parts import From, Here, Parts, Person, Typed

router = APIRouter(prefix="/account/erasure")
UNDERSTOOD = "我知道删除后不能恢复，再次使用需要重新注册、重新填写和核验"


@router.get("")
async def show_erasure(request: Request, who: Person, here: Here) -> Response:
    """What would be erased, what is kept, and where a request stands."""
    return await _page(request, who, here, Form())


@router.post("")
async def ask_for_erasure(request: Request, who: Person, here: Here, visitor: From, typed: Typed) -> Response:
    """Ask for it, with the password where there is one."""
    async with Action(typed, beside="password") as action:
        await _prove(who, here, visitor, typed)
    if action.refusal:
        return await _page(request, who, here, action.form)
    async with transaction(here.pool) as conn:
        await request_erasure(conn, who, wait_days=here.settings.erasure_wait_days, at=now())
    return redirect(router.prefix)


@router.post("/withdraw")
async def think_again(request: Request, who: Person, here: Here) -> Response:
    """Withdraw the request."""
    async with Action({}) as action, transaction(here.pool) as conn:
        await withdraw_erasure(conn, who, at=now())
    if action.refusal:
        return await _page(request, who, here, action.form)
    return redirect(f"{router.prefix}?withdrawn=1")


async def _prove(who: Session, here: Parts, visitor: Visitor, typed: dict[str, str]) -> None:
    """That it is really the person, and that they know what they ask for."""
    async with transaction(here.pool) as conn:
        account = await account_by_id(conn, who.account_id)
        if account and account.password_hash:
            await count_sign_in(conn, _counter(who), account, visitor)
    faults = {} if typed.get("understood") == "yes" else {"understood": "请先勾选，表示您知道删除的后果"}
    if not await _is_right(here, account, typed.get("password", ""), visitor):
        faults["password"] = "密码不正确，请重新填写"  # noqa: S105 - words, not a password
    refuse(faults)
    async with transaction(here.pool) as conn:
        if account and account.password_hash:
            await forgive_sign_in(conn, _counter(who), account, visitor)


async def _is_right(here: Parts, account: Account | None, password: str, visitor: Visitor) -> bool:
    """Who came by an OpenID provider has no password to be asked for."""
    if account is None or not account.password_hash:
        return account is not None
    return await here.passwords.verify(account.password_hash, password, visitor)


def _counter(who: Session) -> str:
    return f"erasure:{who.account_id}"


async def _page(request: Request, who: Session, here: Parts, form: Form) -> Response:
    async with transaction(here.pool) as conn:
        erasure = await latest_erasure(conn, who.account_id)
        account = await account_by_id(conn, who.account_id)
    return render(
        request,
        "privacy/erasure.html",
        form=form,
        erasure=erasure,
        hold_names=HOLD_NAMES,
        has_password=bool(account and account.password_hash),
        wait_days=here.settings.erasure_wait_days,
        understood=UNDERSTOOD,
        is_withdrawn="withdrawn" in request.query_params,
    )
