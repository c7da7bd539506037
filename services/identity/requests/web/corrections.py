"""更正姓名或证件号码: asked by the person, with a scan (A1.1)."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.files import EVIDENCE_TYPES, RECEIPT, UPLOAD_LASTS, UPLOAD_PAGE, Receipt, UploadGrant
from kit.db import Connection, transaction
from kit.errors import Forbidden
from kit.grants import GrantExpired
from kit.http import Conn
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.operations.faults import refuse
from services.identity.requests.domain.corrections import PURPOSE, TypedCorrection
from services.identity.requests.domain.kinds import Kind
from services.identity.requests.operations.ask import ask_correction
from services.identity.requests.store.requests import requests_by
from services.identity.requests.web.views import entry
from services.identity.web.parts import Here, Parts, Person, Typed, form_id, fresh_form, today

router = APIRouter()
PAGE = "/account/correction"


@router.get(PAGE)
async def show_correction(request: Request, who: Person, conn: Conn) -> Response:
    """The scan first, then what should be corrected; or where the request stands."""
    values = fresh_form(receipt=request.query_params.get(RECEIPT, ""))
    return await _own_page(request, conn, who, Form(values))


@router.get(f"{PAGE}/upload")
async def upload(who: Person, here: Here) -> Response:
    """Lead to the page that takes the scan."""
    grant = UploadGrant(
        account_id=who.account_id, city=who.city, purpose=PURPOSE, accepts=EVIDENCE_TYPES, most=1, back=PAGE
    )
    return redirect(f"{UPLOAD_PAGE}?grant={here.grants.seal(grant, lasts=UPLOAD_LASTS)}")


@router.post(PAGE)
async def ask(request: Request, who: Person, here: Here, typed: Typed) -> Response:
    """Hand it to the administrator, or tell everything that is wrong."""
    async with Action(typed) as action, transaction(here.pool) as conn:
        await ask_correction(
            conn,
            who,
            TypedCorrection.typed(typed),
            _receipt(here, typed),
            form_id=form_id(typed),
            today=today(),
            cipher=here.cipher,
        )
    if action.refusal is None:
        return redirect(PAGE)
    async with transaction(here.pool) as conn:
        return await _own_page(request, conn, who, action.form)


def _receipt(here: Parts, typed: dict[str, str]) -> Receipt:
    """The scan that the form brings; one that is missing or too old is to be uploaded again."""
    try:
        return here.grants.open(Receipt, typed.get("receipt", ""))
    except (Forbidden, GrantExpired):
        refuse({"receipt": "请先上传证件的扫描件，再填写和提交"})
        raise


async def _own_page(request: Request, conn: Connection, who: Session, form: Form) -> Response:
    found = await requests_by(conn, who.account_id, Kind.CORRECTION)
    return render(
        request,
        "requests/correction.html",
        form=form,
        waiting=next((one for one in found if one.is_open), None),
        entries=[entry(one) for one in found],
    )
