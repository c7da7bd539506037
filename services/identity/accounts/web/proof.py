"""The page between a registration and the account: the code that was sent to the number."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeGuard

from fastapi import Request
from starlette.responses import Response

from kit.db import Connection, transaction
from kit.errors import Forbidden, Invalid, Refusal
from kit.standstill import StandsStill
from kit.web.pages import Action, Form, render
from services.identity.access.operations.attempts import (
    Visitor,
    count_claim,
    count_message_to,
    forgive_claim,
    forgive_message_to,
)
from services.identity.access.operations.one_time import CodeRefused
from services.identity.access.operations.sessions import Begun
from services.identity.access.operations.sign_in import login_fingerprint
from services.identity.accounts.operations.prove_mobile import (
    NotProven,
    Pending,
    ask_proof,
    is_proven,
    use_proof,
)
from services.identity.web.parts import Parts

LASTS = timedelta(minutes=30)  # the page; a code is good for ten

UseCode = Callable[
    [Parts, Visitor, Pending, str], Awaitable[Begun]
]  # adds what waits, and signs its holder in


async def admit(here: Parts, visitor: Visitor, mobile: str) -> None:
    """Count the message, or refuse it with the time to wait; before anything costly is done."""
    async with transaction(here.pool) as conn:
        number, per_hour = login_fingerprint(mobile, here.cipher), here.settings.messages_per_hour
        await count_message_to(conn, number, visitor, per_hour=per_hour)


async def send(here: Parts, pending: Pending) -> Pending:
    """Send a code to the number."""
    async with transaction(here.pool) as conn:
        await ask_proof(conn, pending, here.cipher)
    return pending


async def send_again(here: Parts, visitor: Visitor, pending: Pending) -> Pending:
    """Send another code to the number."""
    await admit(here, visitor, pending.mobile)
    return await send(here, pending.again())


async def check(here: Parts, visitor: Visitor, pending: Pending, code: str) -> None:
    """The code is right, or it is refused and counted."""
    async with transaction(here.pool) as conn:
        await count_claim(conn, visitor)
    async with transaction(here.pool) as conn:  # of its own: the last step locks code and count the other way
        is_right = await is_proven(conn, pending, code, here.cipher)
    if not is_right:
        raise NotProven


async def use(conn: Connection, here: Parts, visitor: Visitor, pending: Pending, code: str) -> None:
    """The code is used up; message and attempt are forgiven, unless somebody else is met after this."""
    await use_proof(conn, pending, code, here.cipher)
    await forgive_claim(conn, visitor)
    await forgive_message_to(conn, login_fingerprint(pending.mobile, here.cipher), visitor)


def opened(here: Parts, typed: dict[str, str], path: str) -> Pending:
    """What waits for the code; of this form alone."""
    pending = here.grants.open(Pending, typed.get("pending", ""))
    if pending.path != path:
        raise Forbidden
    return pending


async def answered(
    here: Parts, visitor: Visitor, typed: dict[str, str], path: str, use_code: UseCode
) -> tuple[Pending, Begun | None, Form]:
    """What waits, the session once the code was used, and the form of the code with what is wrong with it."""
    pending, code = opened(here, typed, path), typed.get("code", "")
    begun: Begun | None = None
    async with Action({"code": code}) as action:
        if is_asked_again(typed):
            pending = await send_again(here, visitor, pending)
        else:
            begun = await use_code(here, visitor, pending, code)
    return pending, begun, action.form


def is_asked_again(typed: dict[str, str]) -> bool:
    """Another code was asked for, instead of one being given."""
    return typed.get("act", "") == "again"


def is_of_what_was_typed(refusal: Refusal | None) -> TypeGuard[Refusal]:
    """What was typed before meets somebody else's, or a city that stands still: the code is not wrong."""
    return isinstance(refusal, Invalid | StandsStill) and not isinstance(refusal, CodeRefused)


def page(request: Request, here: Parts, pending: Pending, form: Form | None = None) -> Response:
    """Ask for the code."""
    sealed = here.grants.seal(pending, lasts=LASTS)
    shown = render(
        request,
        "accounts/proof.html",
        form=(form or Form({})).but(pending=sealed),
        action=pending.path,
        mobile=pending.mobile,
    )
    shown.headers["cache-control"] = "no-store"
    return shown
