"""Signing in and out, and the keys with which sessions can be verified."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from kit.db import transaction
from kit.http import Conn
from kit.session import Anyone, Session
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.domain.notice import led_over
from services.identity.access.domain.sign_in import local_path, steps
from services.identity.access.operations.attempts import Visitor
from services.identity.access.operations.sessions import Begun, NotKnown, end_session, is_live
from services.identity.access.operations.sign_in import (
    PasswordPassed,
    attempt_sign_in,
    complete_sign_in,
    renew_hash,
)
from services.identity.access.web.second_factor import ask
from services.identity.access.web.session import give, take
from services.identity.web.parts import From, Here, Parts, Typed

router = APIRouter()
SIGN_INS = {
    "": ("登录", "手机号码或登录名", "个人用手机号码，用人单位和审核部门用登录名。"),
    "person": ("个人用户登录", "手机号码", "注册时填写的手机号码。"),
    "employer": ("用人单位登录（法人登录）", "登录名", "单位经办人注册时设置的登录名。"),
    "office": ("审核部门登录", "登录名", "账号由省级管理员统一分配，不能自行注册。"),
}
WHY = {
    "kept": "登录已过期或已退出，您填写的内容已保留一小时。请用原来的账号登录，检查后再提交。",
    "lost": "登录已过期或已退出，刚才的操作没有执行，填写的内容没有保留。请登录后重新填写。",
}
JWK_SET = "application/jwk-set+json"


@router.get("/sign-in")
async def show_sign_in(request: Request, who: Anyone, here: Here) -> Response:
    """Ask for login and password; who is signed in (another tab, Back) may go on instead."""
    asked = request.query_params
    form = Form({"next": local_path(asked.get("next", "/")), "who": asked.get("who", "")})
    is_in = "next" in asked and await _is_in(here, who)
    return _page(request, here, form, WHY.get(asked.get("why", ""), ""), is_in=is_in)


@router.post("/sign-in")
async def sign_in(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Begin a session, or say that login or password is wrong, or how long to wait."""
    async with Action(typed) as action:
        begun = await _begin(here, visitor, typed.get("login", ""), typed.get("password", ""))
    if action.refusal:
        return _page(request, here, action.form)
    then = local_path(typed.get("next", "/"))
    if isinstance(begun, PasswordPassed):
        return ask(begun, then, here)
    return give(redirect(led_over(begun.notice_heard, then)), begun, here)


@router.post("/sign-out")
async def sign_out(who: Anyone, here: Here, conn: Conn) -> Response:
    """End the session; done twice is done once."""
    if who is not None:
        await end_session(conn, who)
    return take(redirect("/"), here, who)


@router.get("/.well-known/jwks.json", responses={200: {"content": {JWK_SET: {}}}})
async def keys(_: Anyone, here: Here) -> Response:
    """The public keys that sign sessions."""
    return JSONResponse(here.signer.public_keys, media_type=JWK_SET)


async def _is_in(here: Parts, who: Session | None) -> bool:
    if who is None:
        return False
    async with transaction(here.pool) as conn:
        return await is_live(conn, who)


async def _begin(here: Parts, visitor: Visitor, login: str, password: str) -> Begun | PasswordPassed:
    """Between two transactions the password is hashed, which takes its time on purpose."""
    async with transaction(here.pool) as conn:
        account = await attempt_sign_in(conn, login, visitor, here.cipher)
    stored = account.password_hash if account else None
    is_right = await here.passwords.verify(stored, password, visitor, to_sign_in=True)
    if account is None or not is_right:
        raise NotKnown
    password_hash = await here.passwords.renewed(account.password_hash, password, visitor)
    async with transaction(here.pool) as conn:
        account = await renew_hash(conn, account, password_hash)
        return await complete_sign_in(conn, account, login, visitor, here.cipher, here.settings.session_lasts)


def _page(request: Request, here: Parts, form: Form, why: str = "", *, is_in: bool = False) -> Response:
    who = form.value("who")
    return render(
        request,
        "access/sign_in.html",
        form=form,
        who=who,
        words=SIGN_INS.get(who, SIGN_INS[""]),
        why=why,
        is_in=is_in,
        openid=here.openid.label if here.openid else None,
        steps=steps(form.value("next")),
    )
