"""A forgotten password: number, code by text message, a new password."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import transaction
from kit.session import Anyone
from kit.web.pages import Action, render
from services.identity.access.operations.attempts import count_claim, count_recovery, forgive_claim
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.passwords import check_password
from services.identity.access.operations.recovery import NotRecovered, ask_recovery, recover, try_recovery
from services.identity.access.operations.sign_in import login_fingerprint
from services.identity.web.parts import From, Here, Typed

router = APIRouter(prefix="/recover")
MISSING = "请填写手机号码或登录名"


@router.get("")
async def show_recover(request: Request, _: Anyone) -> Response:
    """Ask whose password was forgotten."""
    return render(request, "access/recover.html")


@router.post("")
async def send_code(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Send a code if there is somebody to send it to; the answer is the same if there is not."""
    login = typed.get("login", "")
    async with Action({"login": login}) as action, transaction(here.pool) as conn:
        refuse({} if login.strip() else {"login": MISSING})
        await count_recovery(conn, login_fingerprint(login, here.cipher), visitor)
        await ask_recovery(conn, login, here.cipher)
    template = "access/recover.html" if action.refusal else "access/recover_code.html"
    return render(request, template, form=action.form)


@router.post("/password")
async def set_password(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Take the new password, or tell what is wrong, or how long to wait."""
    login, code, password = (typed.get(name, "") for name in ("login", "code", "password"))
    async with Action({"login": login, "code": code}) as action:
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
    template = "access/recover_code.html" if action.refusal else "access/recovered.html"
    return render(request, template, form=action.form)
