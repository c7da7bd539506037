"""What was typed into a form whose session had ended: kept for an hour, given back to the same person.

The token of a session names its account by its signature even when it is over, so that only who was signed
in once makes us keep anything, and only the same account is shown it. A browser in which somebody signed
out (in another tab, with this form still open) has such a token for an hour, without a name in it; one
without a readable token has nothing kept: it is a guest's. The rows are too short-lived to be rotated: what
a dropped key had encrypted is forgotten.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
from cryptography.exceptions import InvalidTag
from fastapi import Request, Response
from joserfc.jwk import KeySet
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import transaction
from kit.errors import Unavailable
from kit.ids import new_id
from kit.session import COOKIE as SESSION
from kit.session import LEFT, read_account

COOKIE = "kept"
LASTS = timedelta(hours=1)
MOST_BYTES = 64 * 1024
MOST_FORMS = 10  # of an account, in one service
MOST_PAGE = 2048
NAME = re.compile(r"[0-9a-f]{32}")
NEVER = frozenset({"password", "current", "code"})  # passwords and one-time codes
STEPS = "/sign-in"  # forms of signing in itself


@dataclass(frozen=True, kw_only=True)
class KeptForm:
    """One form as it was sent; `target` is where to."""

    target: str
    fields: Sequence[tuple[str, str]]
    has_files: bool


@dataclass(frozen=True, kw_only=True)
class KeptForms:
    """The forms that one service keeps."""

    cipher: FieldCipher
    keys: KeySet
    is_secure: bool

    async def keep(self, request: Request, lasts: timedelta = LASTS) -> str | None:
        """Keep what this request sent; the name of the browser to which it belongs, none when nothing is."""
        told = (read_account(request.cookies.get(name, ""), self.keys) for name in (SESSION, LEFT))
        account_id = next(filter(None, told), None)
        if account_id is None:
            return None
        sealed = await self._sealed(request)
        if sealed is None:
            return None
        name = request.cookies.get(COOKIE, "")
        browser = name if NAME.fullmatch(name) else new_id().hex
        try:
            await self._write(
                request, account_id, browser, page_of(request), request.url.path, sealed, now() + lasts
            )
        except (Unavailable, asyncpg.DataError):  # away, or an address that no column takes
            return None
        return browser

    def is_step(self, request: Request) -> bool:
        """Whether the form is one of signing in itself, which begins again."""
        return request.url.path.startswith(STEPS)

    async def _sealed(self, request: Request) -> str | None:
        try:
            async with request.form() as sent:  # its files are let go of
                fields = kept_fields(sent)
                has_files = any(
                    not isinstance(value, str) and value.filename for _, value in sent.multi_items()
                )
        except HTTPException:  # too large, or no form at all
            return None
        text = json.dumps({"fields": fields, "has_files": has_files}, ensure_ascii=False)
        if not fields or len(text.encode(errors="surrogatepass")) > MOST_BYTES:
            return None
        return self.cipher.encrypt(text.encode(errors="replace").decode())

    async def _write(
        self,
        request: Request,
        account_id: UUID,
        browser: str,
        page: str,
        target: str,
        sealed: str,
        expires_at: datetime,
    ) -> None:
        async with transaction(request.app.state.pool) as conn:
            await conn.execute("delete from kept_forms where expires_at < $1", now())
            await conn.execute(
                """
                insert into kept_forms (id, account_id, browser, page, target, sealed, expires_at)
                values ($1, $2, $3, $4, $5, $6, $7)
                on conflict on constraint kept_forms_one_of_a_browser do update
                set page = excluded.page, sealed = excluded.sealed, expires_at = excluded.expires_at
                """,
                *(new_id(), account_id, self.cipher.fingerprint(f"kept:{browser}")),
                *(page, target, sealed, expires_at),
            )
            await conn.execute(
                """
                delete from kept_forms where id in (
                    select id from kept_forms where account_id = $1 order by expires_at desc offset $2
                )
                """,
                *(account_id, MOST_FORMS),
            )

    async def of_page(self, request: Request) -> KeptForm | None:
        """What this person typed in this browser on the page that is asked for."""
        browser, session = request.cookies.get(COOKIE, ""), request.state.session
        if request.method != "GET" or session is None or not NAME.fullmatch(browser):
            return None
        try:
            async with transaction(request.app.state.pool) as conn:
                row = await conn.fetchrow(
                    """
                    select target, sealed from kept_forms
                    where browser = $1 and account_id = $2 and page = $3 and expires_at > $4
                    order by expires_at desc limit 1
                    """,
                    *(self.cipher.fingerprint(f"kept:{browser}"), session.account_id),
                    *(_address(request.url.path, request.url.query), now()),
                )
            if row is None:
                return None
            told = json.loads(self.cipher.decrypt(row["sealed"]))
        except (Unavailable, InvalidTag, KeyError):
            return None
        fields = [(name, value) for name, value in told["fields"]]
        return KeptForm(target=row["target"], fields=fields, has_files=told["has_files"])

    async def forget(self, request: Request) -> None:
        """It was sent and taken: nothing of it is kept."""
        browser, session = request.cookies.get(COOKIE, ""), request.state.session
        if session is None or not NAME.fullmatch(browser):
            return
        try:
            async with transaction(request.app.state.pool) as conn:
                await conn.execute(
                    "delete from kept_forms where browser = $1 and account_id = $2 and target = $3",
                    *(self.cipher.fingerprint(f"kept:{browser}"), session.account_id, request.url.path),
                )
        except Unavailable:  # it ends by itself
            return

    def name(self, response: Response, browser: str, lasts: timedelta = LASTS) -> None:
        """Let the browser know what is kept for it."""
        response.set_cookie(
            *(COOKIE, browser, int(lasts.total_seconds())),
            httponly=True,
            samesite="lax",
            secure=self.is_secure,
        )


class Forgetting:
    """Forgets what was kept of a form once the form was sent again and taken."""

    def __init__(self, app: ASGIApp, *, kept: KeptForms) -> None:
        self._app, self._kept = app, kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        request = Request(scope)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 303:  # noqa: PLR2004
                await self._kept.forget(request)
            await send(message)

        await self._app(scope, receive, answer)


def kept_fields(sent: FormData) -> list[tuple[str, str]]:
    """What may be kept: no files, no passwords, no codes, nothing that was left empty."""
    return [
        (name, value)
        for name, value in sent.multi_items()
        if isinstance(value, str) and value and name not in NEVER
    ]


def page_of(request: Request) -> str:
    """The page with the form: whence the browser says that it comes, else the nearest that leads here."""
    try:
        came_from = urlsplit(request.headers.get("referer", ""))
    except ValueError:  # no address at all
        came_from = urlsplit("")
    page = _address(came_from.path, came_from.query)
    is_ours = came_from.netloc == request.headers.get("host") and len(page) <= MOST_PAGE
    if is_ours and _is_page(request, came_from.path):
        return page
    parts = request.url.path.split("/")
    nearer = ("/".join(parts[:end]) for end in range(len(parts), 1, -1))
    return next((path for path in nearer if _is_page(request, path)), "/")


def _is_page(request: Request, path: str) -> bool:
    asked = {**request.scope, "method": "GET", "path": path, "raw_path": path.encode()}
    return any(route.matches(asked)[0] is Match.FULL for route in request.app.router.routes)


def _address(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
