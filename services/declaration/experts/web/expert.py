"""The pages of an expert on the phone: the number, a code, what is to be read, the opinion (X1.1)."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Request
from fastapi.responses import Response

from contracts.recommendation import EXPERT_COOKIE, OPINION_PAGE, SIGNING_LASTS
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid
from kit.http import Conn, Typed, state
from kit.ids import new_id
from kit.policy import is_secure
from kit.session import Anyone
from kit.standing import refuse_change
from kit.web.pages import Action, Form, redirect, render
from services.declaration.drafting.domain.counting import as_written
from services.declaration.experts.domain.invitations import OPINION
from services.declaration.experts.domain.opinions import LABELS, RULE, changed_since
from services.declaration.experts.operations.answering import (
    Visit,
    agree,
    ask_code,
    prove,
    save_opinion,
    visit,
)
from services.declaration.experts.operations.inviting import PUBLIC_PAGE
from services.declaration.web.parts import Cipher

router = APIRouter()
Browser = Annotated[str, Cookie(alias=EXPERT_COOKIE)]
ANOTHER_NUMBER = "这个号码与收到短信的号码不同，请核对后重新输入"
WRONG_CODE = "验证码不正确或已过期，请核对，或重新获取验证码"


@dataclass(frozen=True)
class Door:
    """Somebody who opened the link of an invitation, in a browser that may have proved the number."""

    request: Request
    token: str
    browser: str
    found: Visit
    cipher: FieldCipher
    conn: Connection

    @property
    def page(self) -> str:
        """Where the link leads."""
        return f"{PUBLIC_PAGE}/{self.token}"

    @property
    def is_proven(self) -> bool:
        """Whether this browser may read and answer."""
        return self.found.is_proven(self.cipher, self.browser)


async def _door(
    request: Request, token: str, who: Anyone, cipher: Cipher, conn: Conn, browser: Browser = ""
) -> Door:
    found = await visit(conn, cipher, token, who, browser, at=now())
    refuse_change(request, found.record.city)
    return Door(request, token, browser, found, cipher, conn)


Here = Annotated[Door, Depends(_door)]


@router.get(f"{PUBLIC_PAGE}/{{token}}", responses={403: {}, 410: {}})
async def show(here: Here) -> Response:
    """The number first, then the code; the browser that proved both reads and gives an opinion."""
    return _page(here, is_proven=here.is_proven)


@router.post(f"{PUBLIC_PAGE}/{{token}}/number", responses={403: {}, 410: {}, 429: {}})
async def get_code(here: Here, sent: Typed) -> Response:
    """Type the number to which the link was sent, and have a code sent there."""
    typed = {"mobile": str(sent.get("mobile", ""))}
    is_right = False
    async with Action(typed, beside="mobile") as action, here.conn.transaction():
        is_right = await ask_code(here.conn, here.cipher, here.found, typed["mobile"], at=now())
    if action.refusal:
        return _page(here, action.form)
    if not is_right:
        return _page(here, _refused(typed, "mobile", ANOTHER_NUMBER))
    return redirect(here.page)


@router.post(f"{PUBLIC_PAGE}/{{token}}/code", responses={403: {}, 410: {}})
async def prove_number(here: Here, sent: Typed) -> Response:
    """Type the code; this browser alone gets on from here."""
    mine = here.browser or new_id().hex
    if not await prove(here.conn, here.cipher, here.found, str(sent.get("code", "")), mine, at=now()):
        return _page(here, _refused({}, "code", WRONG_CODE))
    page = redirect(here.page)
    lasts = int((here.found.invitation.expires_at - now()).total_seconds())
    for path in (PUBLIC_PAGE, OPINION_PAGE):  # documents has the same browser sign
        page.set_cookie(
            EXPERT_COOKIE,
            mine,
            lasts,
            path=path,
            httponly=True,
            samesite="lax",
            secure=is_secure(state(here.request, "public_url")),
        )
    return page


@router.post(f"{PUBLIC_PAGE}/{{token}}", responses={403: {}, 410: {}})
async def answer(here: Here, sent: Typed) -> Response:
    """保存 keeps what was typed; 去签名 keeps it too, tells all that is wrong, and leads to signing."""
    if not here.is_proven or here.found.invitation.is_signed:
        return redirect(here.page)
    typed = {name: as_written(str(sent.get(name) or "")) for name in OPINION}
    if sent.get("act") == "save":
        await save_opinion(here.conn, here.cipher, here.found, typed)
        return redirect(f"{here.page}?saved")
    has_agreed = sent.get("agreed") == "yes"
    async with Action({**typed, "agreed": ["yes"] if has_agreed else []}) as action, here.conn.transaction():
        leave = await agree(
            here.conn,
            here.cipher,
            here.found,
            typed,
            has_agreed=has_agreed,
            read_sha256=str(sent.get("read", "")),
            browser=here.browser,
            token=here.token,
        )
    if action.refusal:
        await save_opinion(here.conn, here.cipher, here.found, typed)
        return _page(here, action.form, is_proven=True)
    grant = state(here.request, "grants").seal(leave, lasts=SIGNING_LASTS)
    return redirect(f"{OPINION_PAGE}?grant={grant}")


def _refused(typed: dict[str, str], field: str, message: str) -> Form:
    return Form.refused(typed, Invalid(faults=[Fault(field=field, rule=RULE, message=message)]))


def _page(here: Door, form: Form | None = None, *, is_proven: bool = False) -> Response:
    found, invitation = here.found, here.found.invitation
    live = invitation.code_expires_at
    page = render(
        here.request,
        "experts/answer.html" if is_proven else "experts/number.html",
        form=form or Form(invitation.answers if is_proven else {}),
        token=here.token,
        invitation=invitation,
        reading=found.reading,
        hidden=found.asked.hidden,
        changed=changed_since(found.asked, invitation),
        by=found.asked.by,
        labels=LABELS,
        mobile=invitation.answers.get("mobile", ""),
        has_code=live is not None and now() < live,
        is_saved="saved" in here.request.query_params,
        is_awaited="signed" in here.request.query_params,
    )
    page.headers["cache-control"] = "private, no-store"
    page.headers["referrer-policy"] = "no-referrer"  # the address is half of the secret
    return page
