"""The page on a phone: who holds the link sees the pledge and a masked name, and signs (A5.1, A5.2)."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.clock import now
from kit.db import transaction
from kit.http import sent
from kit.ids import new_id
from kit.session import Anyone
from kit.standing import refuse_change
from kit.web.filters import mask_name
from kit.web.pages import Action, Form, redirect, render
from services.documents.signing import operations as signing
from services.documents.signing.domain.pledge import LINK_LASTS, TITLE, Link, device_of
from services.documents.signing.web.parts import HEADERS, Desk, Means

SIGN_PAGE = "/documents/sign"
COOKIE = "signer"

router = APIRouter()


@router.get(f"{SIGN_PAGE}/{{token}}", responses={410: {}})
async def show(request: Request, _: Anyone, desk: Desk, token: str) -> Response:
    """The pad, for the first browser that opens the link; afterwards, that it is signed."""
    browser = request.cookies.get(COOKIE) or new_id().hex
    async with transaction(desk.pool) as conn:
        link = await signing.opened_link(conn, desk.cipher, token, browser, at=now())
    page = _page(request, desk, link, Form())
    page.set_cookie(
        COOKIE,
        browser,
        int(LINK_LASTS.total_seconds()),
        path=SIGN_PAGE,
        httponly=True,
        samesite="lax",
        secure=desk.is_secure,
    )
    return page


@router.post(f"{SIGN_PAGE}/{{token}}", responses={410: {}})
async def sign(request: Request, _: Anyone, desk: Desk, token: str) -> Response:
    """Sign, or hear why the signature cannot be read."""
    typed = await sent(request)
    browser, at = request.cookies.get(COOKIE, ""), now()
    async with transaction(desk.pool) as conn:
        link = await signing.opened_link(conn, desk.cipher, token, browser, at=at)
        refuse_change(request, link.city)
        async with Action({}) as action, conn.transaction():
            await signing.sign(
                conn,
                desk.cipher,
                link,
                desk.text(link.city),
                str(typed.get(signing.FIELD, "")),
                device=device_of(request.headers.get("user-agent", "")),
                at=at,
            )
    if action.refusal:
        return _page(request, desk, link, action.form)
    return redirect(f"{SIGN_PAGE}/{token}")


def _page(request: Request, desk: Means, link: Link, form: Form) -> Response:
    page = render(
        request,
        "signing/sign.html",
        title="签署成功" if link.used_at else TITLE,
        form=form,
        link=link,
        name=mask_name(link.name),
        text=desk.text(link.city),
    )
    page.headers.update(HEADERS)
    page.headers["referrer-policy"] = "no-referrer"  # the address is the secret
    return page
