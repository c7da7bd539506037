"""An expert signs an opinion on the phone on which it was given: leave comes from declaration (X1.1)."""

import hmac
from hashlib import sha256
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Cookie, Request
from starlette.responses import Response

from contracts.recommendation import EXPERT_COOKIE, OPINION_PAGE, OpinionGrant
from kit.clock import now
from kit.db import transaction
from kit.errors import Refusal
from kit.grants import Grants
from kit.http import sent
from kit.session import Anyone
from kit.standing import refuse_change
from kit.web.pages import Action, Form, redirect, render
from services.documents.signing.domain.pledge import device_of
from services.documents.signing.operations import FIELD, sign_opinion
from services.documents.signing.web.parts import HEADERS, Desk

router = APIRouter()
Browser = Annotated[str, Cookie(alias=EXPERT_COOKIE)]


class AnotherBrowser(Refusal):
    """请在验证过手机号码的手机上，用同一个浏览器签名。换了手机或浏览器的，请重新打开短信中的链接。"""

    status = 403


@router.get(OPINION_PAGE, responses={403: {}})
async def show(request: Request, _: Anyone, desk: Desk, grant: str = "", browser: Browser = "") -> Response:
    """The statement and the pad."""
    return _page(request, _granted(desk.grants, grant, browser), grant, Form())


@router.post(OPINION_PAGE, responses={403: {}})
async def sign(request: Request, _: Anyone, desk: Desk, grant: str = "", browser: Browser = "") -> Response:
    """Sign, or hear why the signature cannot be read; declaration is told and shows that it is done."""
    granted = _granted(desk.grants, grant, browser)
    refuse_change(request, granted.city)
    typed = await sent(request)
    async with Action({}) as action, transaction(desk.pool) as conn:
        await sign_opinion(
            conn,
            desk.cipher,
            granted,
            str(typed.get(FIELD, "")),
            device=device_of(request.headers.get("user-agent", "")),
            at=now(),
        )
    if action.refusal:
        return _page(request, granted, grant, action.form)
    return redirect(f"{granted.back}?signed")


def _granted(grants: Grants, token: str, browser: str) -> OpinionGrant:
    """What declaration gave leave to sign, to this browser alone."""
    granted = grants.open(OpinionGrant, token)
    if not hmac.compare_digest(sha256(browser.encode()).hexdigest(), granted.browser_sha256):
        raise AnotherBrowser
    return granted


def _page(request: Request, granted: OpinionGrant, grant: str, form: Form) -> Response:
    page = render(
        request,
        "signing/opinion.html",
        form=form,
        granted=granted,
        query=urlencode({"grant": grant}),
    )
    page.headers.update(HEADERS)
    page.headers["referrer-policy"] = "no-referrer"
    return page
