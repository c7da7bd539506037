"""A forgotten password: number, code by text message, a new password."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import transaction
from kit.errors import Fault, Invalid
from kit.session import Anyone
from kit.web.pages import Form, render
from services.identity.access.operations.attempts import TooSoon, count_claim, count_recovery, forgive_claim
from services.identity.access.operations.passwords import check_password
from services.identity.access.operations.recovery import NotRecovered, ask_recovery, recover, try_recovery
from services.identity.access.operations.sign_in import login_fingerprint
from services.identity.web.parts import From, Here, Typed, late

router = APIRouter(prefix="/recover")
MISSING = "请填写手机号码或登录名"


@router.get("")
async def show_recover(request: Request, _: Anyone) -> Response:
    """Ask whose password was forgotten."""
    return _page(request, "access/recover.html", Form())


@router.post("")
async def send_code(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Send a code if there is somebody to send it to; the answer is the same if there is not."""
    login = typed.get("login", "")
    if not login.strip():
        fault = Fault(field="login", message=MISSING)
        return _page(request, "access/recover.html", Form(typed, (fault,)), status=Invalid.status)
    try:
        async with transaction(here.pool) as conn:
            await count_recovery(conn, login_fingerprint(login, here.cipher), visitor)
            await ask_recovery(conn, login, here.cipher)
    except TooSoon as refusal:
        return _too_soon(request, "access/recover.html", typed, refusal)
    return _page(request, "access/recover_code.html", Form({"login": login}))


@router.post("/password")
async def set_password(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Take the new password, or tell what is wrong, or how long to wait."""
    login, code, password = (typed.get(name, "") for name in ("login", "code", "password"))
    try:
        check_password(login, password)
        async with transaction(here.pool) as conn:
            await count_claim(conn, visitor)
            is_right = await try_recovery(conn, login, code, here.cipher) is not None
        if not is_right:
            raise NotRecovered
        password_hash = await here.passwords.hash(password)
        async with transaction(here.pool) as conn:
            await recover(conn, login, code, password_hash=password_hash, cipher=here.cipher)
            await forgive_claim(conn, visitor)
    except Invalid as refusal:
        form = Form({"login": login, "code": code}, refusal.faults)
        return _page(request, "access/recover_code.html", form, status=refusal.status)
    except TooSoon as refusal:
        return _too_soon(request, "access/recover_code.html", typed, refusal)
    return _page(request, "access/recovered.html", Form())


def _too_soon(request: Request, template: str, typed: dict[str, str], refusal: TooSoon) -> Response:
    form = Form.refused(typed, refusal)
    return late(_page(request, template, form, status=refusal.status), refusal)


def _page(request: Request, template: str, form: Form, *, status: int = 200) -> Response:
    return render(request, template, status=status, form=form)
