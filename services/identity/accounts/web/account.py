"""One's own account: where one is signed in, another password, out everywhere."""

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.clock import now
from kit.db import Connection, transaction
from kit.errors import NotFound
from kit.http import Conn
from kit.session import Session
from kit.web.filters import moment
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.domain.credentials import password_fault
from services.identity.access.operations.attempts import Visitor, count_code, forgive_code
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.passwords import replace_password
from services.identity.access.operations.sessions import Begun, end_sessions_of
from services.identity.access.store.accounts import Account, account_by_id
from services.identity.access.store.sessions import open_sessions
from services.identity.access.web.session import begin, give, take
from services.identity.accounts.domain.desk_messages import NAMES
from services.identity.accounts.store.desk_messages import desk_messages_of
from services.identity.web.parts import From, Here, Myself, Parts, Typed

router = APIRouter(prefix="/account")
CHANGED = {
    "password": "新密码已生效，在其他地方登录的已退出",
    "messages": "短信提醒已更改",
    "mobile": "手机号码已更改，在其他地方登录的已退出",
}


@router.get("")
async def show_account(request: Request, who: Myself, here: Here, conn: Conn) -> Response:
    """One's number, where one is signed in, and the form for another password."""
    changed = CHANGED.get(request.query_params.get("changed", ""), "")
    return await _page(request, conn, who, here, Form(), changed=changed)


@router.post("/password")
async def change_password(request: Request, who: Myself, here: Here, visitor: From, typed: Typed) -> Response:
    """Keep another password and end all sessions but this one; or tell what is wrong, or how long to wait."""
    async with Action({}) as action:
        begun = await _change(here, who, visitor, typed)
    if action.refusal:
        async with transaction(here.pool) as conn:
            return await _page(request, conn, who, here, action.form)
    return give(redirect("/account?changed=password"), begun, here)


@router.post("/sign-out-everywhere")
async def sign_out_everywhere(who: Myself, here: Here, conn: Conn) -> Response:
    """End every session, this one too."""
    await end_sessions_of(conn, who.account_id, now())
    return take(redirect("/"), here, who)


async def _change(here: Parts, who: Session, visitor: Visitor, typed: dict[str, str]) -> Begun:
    """Between two transactions the passwords are hashed, which takes its time on purpose."""
    async with transaction(here.pool) as conn:
        account = await account_by_id(conn, who.account_id)
        if account is None:
            raise NotFound
        await count_code(conn, account, visitor)
    if not await here.passwords.verify(account.password_hash, typed.get("current", ""), visitor):
        refuse({"current": "现在的密码不正确，请重新填写"})
    password = typed.get("password", "")
    fault = password_fault(password, own=_known(here, account))
    refuse({"password": fault} if fault else {})
    password_hash = await here.passwords.hash(password, visitor)
    async with transaction(here.pool) as conn:
        await forgive_code(conn, account, visitor)
        await replace_password(conn, account.id, password_hash)
        return await begin(conn, replace(account, password_hash=password_hash), visitor, here)


def _known(here: Parts, account: Account) -> tuple[str, ...]:
    mobile = here.mobile_of(account)
    return (mobile,) if mobile else ()


async def _page(
    request: Request,
    conn: Connection,
    who: Session,
    here: Parts,
    form: Form,
    *,
    changed: str = "",
) -> Response:
    sessions = await open_sessions(conn, who.account_id, now())
    rows = [
        (
            moment(one.created_at),
            moment(one.expires_at),
            "本次登录" if one.id == who.session_id else "",
        )
        for one in sessions
    ]
    mobile = here.mobile_of(await account_by_id(conn, who.account_id))
    return render(
        request,
        "accounts/account.html",
        form=form,
        rows=rows,
        changed=changed,
        mobile=mobile,
        desk_messages=NAMES[await desk_messages_of(conn, who.account_id)],
    )
