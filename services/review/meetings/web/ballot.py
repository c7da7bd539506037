"""The pages of a member on the phone: number, code, being there, the ballot, the chair's closing."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Cookie, Depends, Request
from fastapi.responses import Response

from kit.clock import day_in_words, now
from kit.db import Connection
from kit.errors import Fault, Invalid
from kit.http import Conn, Typed, state
from kit.ids import new_id
from kit.policy import is_secure
from kit.session import Anyone
from kit.standing import refuse_change
from kit.web.pages import Action, Form, redirect, render
from services.review.meetings.domain.ballots import PART_NAMES
from services.review.meetings.domain.opinions import group_of
from services.review.meetings.operations import balloting
from services.review.meetings.operations.balloting import PUBLIC_PAGE, Visit
from services.review.meetings.store import ballots as store
from services.review.meetings.store import interviews, opinions
from services.review.web.parts import Desk, Means, text

COOKIE = "ballot"
LASTS = 90 * 24 * 3600  # seconds
ANOTHER_NUMBER = "这个号码与收到短信的号码不同，请核对后重新输入"
WRONG_CODE = "验证码不正确或已过期，请核对，或重新获取验证码；已签到的，请用签到的那台手机打开"
CHOICES = {"yes": True, "no": False}

router = APIRouter(responses={403: {}, 404: {}, 410: {}, 429: {}})


@dataclass(frozen=True)
class Door:
    """A member who opened the link, in one browser."""

    request: Request
    token: str
    browser: str
    desk: Means
    conn: Connection
    found: Visit

    @property
    def page(self) -> str:
        """Where the link leads."""
        return f"{PUBLIC_PAGE}/{self.token}"


async def _door(
    request: Request,
    token: str,
    _: Anyone,
    desk: Desk,
    conn: Conn,
    browser: Annotated[str, Cookie(alias=COOKIE)] = "",
) -> Door:
    found = await balloting.visit(conn, desk.cipher, token, browser)
    refuse_change(request, found.meeting.city)
    return Door(request, token, browser, desk, conn, found)


Here = Annotated[Door, Depends(_door)]


@router.get(f"{PUBLIC_PAGE}/{{token}}")
async def show(here: Here) -> Response:
    """The number and a code first; then the meeting, for this browser alone."""
    return await _page(here)


@router.post(f"{PUBLIC_PAGE}/{{token}}/number")
async def get_code(here: Here, sent: Typed) -> Response:
    """Have a code sent to the number that got the link."""
    typed = {"mobile": text(sent, "mobile")}
    async with Action(sent) as action, here.conn.transaction():
        if not await balloting.ask_code(here.conn, here.desk.cipher, here.found, typed["mobile"]):
            return await _page(here, _refused(typed, "mobile", ANOTHER_NUMBER))
    return await _page(here, action.form) if action.refusal else redirect(here.page)


@router.post(f"{PUBLIC_PAGE}/{{token}}/code")
async def prove_number(here: Here, sent: Typed) -> Response:
    """Type the code; this browser alone gets on from here."""
    mine = new_id().hex
    if not await balloting.prove(here.conn, here.desk.cipher, here.found, text(sent, "code"), mine):
        return await _page(here, _refused({}, "code", WRONG_CODE))
    page = redirect(here.page)
    page.set_cookie(
        COOKIE,
        mine,
        LASTS,
        path=here.page,
        httponly=True,
        samesite="lax",
        secure=is_secure(state(here.request, "public_url")),
    )
    return page


@router.post(f"{PUBLIC_PAGE}/{{token}}/presence")
async def sign_in(here: Here, sent: Typed) -> Response:
    """Be there."""
    async with Action(sent) as action, here.conn.transaction():
        await balloting.sign_in(here.conn, here.found)
    return await _page(here, action.form) if action.refusal else redirect(here.page)


@router.post(f"{PUBLIC_PAGE}/{{token}}/votes")
async def vote(here: Here, sent: Typed) -> Response:
    """Vote on cases; until the chair closes it can be changed."""
    async with Action(sent) as action, here.conn.transaction():
        choices = choices_of({name: text(sent, name) for name in sent})
        await balloting.vote(here.conn, here.desk.cipher, here.found, here.browser, choices)
    return await _page(here, action.form) if action.refusal else redirect(f"{here.page}?saved")


@router.post(f"{PUBLIC_PAGE}/{{token}}/cases/{{application_id}}/recusal")
async def declare_recusal(here: Here, sent: Typed, application_id: UUID) -> Response:
    """Declare to have no part in a case."""
    async with Action(sent) as action, here.conn.transaction():
        await balloting.declare_recusal(
            here.conn, here.desk.cipher, here.found, here.browser, application_id, text(sent, "why")
        )
    return await _page(here, action.form) if action.refusal else redirect(here.page)


@router.post(f"{PUBLIC_PAGE}/{{token}}/end")
async def close(here: Here, sent: Typed) -> Response:
    """The chair closes the vote."""
    async with Action(sent) as action, here.conn.transaction():
        await balloting.close(here.conn, here.desk.cipher, here.found)
    return await _page(here, action.form) if action.refusal else redirect(here.page)


def choices_of(sent: dict[str, str]) -> dict[UUID, bool]:
    """What was chosen for which case; a case without a choice stays as it was."""
    found = {}
    for name, value in sent.items():
        if not name.startswith("vote-"):
            continue
        try:
            found[UUID(name.removeprefix("vote-"))] = CHOICES[value]
        except (ValueError, KeyError) as error:
            raise Invalid("有一项选择无法识别，这次的选择没有记录。请重新打开本页。") from error
    return found


def _refused(typed: dict[str, str], field: str, message: str) -> Form:
    return Form.refused(typed, Invalid(faults=[Fault(field=field, message=message)]))


async def _page(here: Door, form: Form | None = None) -> Response:
    found, meeting, member = here.found, here.found.meeting, here.found.member
    cases, recused, chosen = (
        await balloting.paper(here.conn, here.desk.cipher, found, here.browser)
        if found.is_proven
        else ([], set(), {})
    )
    shown = {f"vote-{case}": "yes" if is_yes else "no" for case, is_yes in chosen.items()}
    live = member.code_expires_at
    page = render(
        here.request,
        "meetings/ballot.html" if found.is_proven else "meetings/ballot_number.html",
        form=(form or Form()).over(**shown),
        token=here.token,
        meeting=meeting,
        member=member,
        part=PART_NAMES[member.part],
        cases=cases,
        recused=recused,
        chosen=chosen,
        interviews=await interviews.interviews_of(here.conn, here.desk.cipher, meeting.id) if cases else {},
        opinions=await opinions.opinions_of(here.conn, here.desk.cipher, meeting.id) if cases else {},
        group_of=group_of,
        tallies=await store.tallies_of(here.conn, meeting.id) if found.is_proven and member.part else {},
        mobile=found.expert.mobile,
        has_code=live is not None and now() < live,
        is_saved="saved" in here.request.query_params,
        day=day_in_words,
    )
    page.headers["cache-control"] = "private, no-store"
    page.headers["referrer-policy"] = "no-referrer"  # the address is half of the secret
    return page
