"""推荐专家意见: who is asked by message, and what the others wrote and signed, typed by the applicant."""

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.recommendation import FORM_LASTS, OPINIONS_PAGE, OpinionsForm
from contracts.sections.names import SectionKind, newest
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, NotFound
from kit.http import Conn, Typed, state
from kit.session import Session
from kit.web.forms import read_whole
from kit.web.pages import Action, Form, redirect, render
from services.declaration.drafting.domain.answers import Answers
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.domain.reopening import EXPERTS
from services.declaration.drafting.operations.draft import SavedElsewhere, own_declaration, plan_of
from services.declaration.drafting.operations.reopening import leads_elsewhere
from services.declaration.experts.domain.opinions import (
    LABELS,
    NUMBERS,
    Asked,
    Links,
    changed_since,
    experts_offered,
    pending,
    read,
    typed,
)
from services.declaration.experts.operations.opinions import asked_of, links_of, save_opinions
from services.declaration.experts.store.opinions import opinions_of
from services.declaration.web.parts import Applicant, ApplicationId, Cipher

router = APIRouter()


@router.get("/declarations/{application_id:uuid}/experts")
async def show_experts(
    request: Request, application_id: ApplicationId, who: Applicant, cipher: Cipher, conn: Conn
) -> Response:
    """Both opinions as far as they were typed; once submitted there is only the record."""
    record = await own_declaration(conn, application_id, who.account_id)
    asked = await asked_here(conn, cipher, record, who)
    if elsewhere := await leads_elsewhere(conn, record, EXPERTS):
        return redirect(elsewhere)
    found = (await opinions_of(conn, cipher, record.id)).draft
    links = await links_of(conn, cipher, record.id)
    return _page(request, record, asked, links, Form({**found.answers, "version": found.version}))


@router.get("/declarations/{application_id:uuid}/experts/paper")
async def paper(
    request: Request, application_id: ApplicationId, who: Applicant, cipher: Cipher, conn: Conn
) -> Response:
    """The form on paper, to be filled in and signed, or as it was submitted; documents prints it."""
    record = await own_declaration(conn, application_id, who.account_id)
    asked = await asked_here(conn, cipher, record, who)
    form = OpinionsForm(
        account_id=who.account_id,
        platform=state(request, "cities").city(record.city).platform,
        statement=asked.statement,
        made_on=asked.today,
        application_id=record.id,
        section=None if record.is_with_applicant else newest(record.sections, SectionKind.DECLARATION),
    )
    token = state(request, "grants").seal(form, lasts=FORM_LASTS)
    return redirect(f"{OPINIONS_PAGE}?{urlencode({'grant': token})}")


@router.post("/declarations/{application_id:uuid}/experts")
async def save_experts(
    request: Request, application_id: ApplicationId, who: Applicant, sent: Typed, cipher: Cipher, conn: Conn
) -> Response:
    """保存草稿 keeps whatever was typed; 保存并继续 keeps it too, and tells everything that is wrong."""
    record = await own_declaration(conn, application_id, who.account_id)
    asked = await asked_here(conn, cipher, record, who)
    links = await links_of(conn, cipher, record.id)
    answers, version = typed(sent.get), read_whole(str(sent.get("version", ""))) or 0
    async with Action({**answers, "version": version}) as action, conn.transaction():
        saved = await save_opinions(
            conn, cipher, record, answers, applicant=who.name, version=version, at=now()
        )
    if isinstance(action.refusal, SavedElsewhere):
        meanwhile = action.refusal.saved
        form = action.form.but(version=meanwhile.version)
        return _page(request, record, asked, links, form, differing(meanwhile.answers, answers))
    if action.refusal:
        return _page(request, record, asked, links, action.form)
    if sent.get("act") == "save":
        return redirect(f"/declarations/{record.id}/experts?saved")
    _, faults = read(answers, asked, links)
    waits = {f"expert-{number}" for number in links}  # for others: the applicant may go on meanwhile
    if faults := tuple(fault for fault in faults if fault.field not in waits):
        values = {**answers, "version": saved.version}
        return _page(request, record, asked, links, Form.refused(values, Invalid(faults=faults)))
    return redirect(f"/declarations/{record.id}")


def differing(saved: Answers, answers: Answers) -> list[tuple[str, str]]:
    """What another page saved otherwise than it stands on this one."""
    return [
        (f"推荐专家{number}：{label}", str(saved.get(f"{name}-{number}") or ""))
        for number in NUMBERS
        for name, label in LABELS.items()
        if saved.get(f"{name}-{number}", "") != answers.get(f"{name}-{number}", "")
    ]


async def asked_here(conn: Connection, cipher: FieldCipher, record: Record, who: Session) -> Asked:
    """What the plan asks of the experts; without a kind that asks for some there is no such page."""
    plan = await plan_of(conn, record)
    experts = experts_offered(plan)
    if experts is None:
        raise NotFound
    return await asked_of(conn, cipher, record, plan, experts, applicant=who.name)


def _page(
    request: Request,
    record: Record,
    asked: Asked,
    links: Links,
    form: Form,
    saved: Sequence[tuple[str, str]] = (),
) -> Response:
    return render(
        request,
        "experts/experts.html",
        form=form,
        record=record,
        asked=asked,
        links=links,
        waits={number: pending(link, asked.now) for number, link in links.items()},
        changed={number: changed_since(asked, link) for number, link in links.items() if link.is_signed},
        is_current={number: link.applicant == asked.applicant for number, link in links.items()},
        typed=[number for number in NUMBERS if number not in links],
        labels=LABELS,
        saved=saved,
        is_saved="saved" in request.query_params,
    )
