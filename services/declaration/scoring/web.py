"""开始自评: the pages of the tree, each saved by itself, and what it comes to."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cities.assessing import rule_of, words
from contracts.sections.blocks import Block
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, NotFound
from kit.http import Conn, Typed
from kit.session import Session
from kit.web.forms import read_whole
from kit.web.pages import Action, Form, redirect, render
from services.declaration.drafting.domain.answers import Answers
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.domain.reopening import ASSESSMENT
from services.declaration.drafting.operations.draft import SavedElsewhere, own_declaration, plan_of
from services.declaration.drafting.operations.reopening import leads_elsewhere
from services.declaration.scoring.domain import (
    COUNTS,
    GATES,
    PART_NAMES,
    TICKED,
    Asked,
    Standing,
    assessed_kind,
    told_of,
    typed,
)
from services.declaration.scoring.operations import asked_of, save_part, standing_of
from services.declaration.scoring.store import EMPTY, drafts_of
from services.declaration.web.parts import Applicant, ApplicationId, Cipher

router = APIRouter()


@router.get("/declarations/{application_id:uuid}/assessment")
async def show_assessment(
    request: Request, application_id: ApplicationId, who: Applicant, cipher: Cipher, conn: Conn
) -> Response:
    """The score, what is missing, and how each part came to its points."""
    record, asked = await _own(conn, cipher, application_id, who)
    if elsewhere := await leads_elsewhere(conn, record, ASSESSMENT):
        return redirect(elsewhere)
    found = await standing_of(conn, record, asked)
    return render(
        request,
        "scoring/overview.html",
        record=record,
        found=found,
        total=words(found.total),
        missing=words(found.missing),
        parts=[_part(found, part, f"/declarations/{record.id}/assessment") for part in asked.parts],
        blocks=[
            Block(entries=one.entries, heading=one.heading)
            for one in told_of(found.assessment, found.claims)
            if one.entries
        ],
        is_saved="saved" in request.query_params,
    )


@router.get("/declarations/{application_id:uuid}/assessment/{part}")
async def show_part(
    request: Request, application_id: ApplicationId, part: str, who: Applicant, cipher: Cipher, conn: Conn
) -> Response:
    """One page of the tree as it was filled in."""
    record, asked = await _own(conn, cipher, application_id, who, part)
    if elsewhere := await leads_elsewhere(conn, record, ASSESSMENT):
        return redirect(elsewhere)
    draft = (await drafts_of(conn, record.id)).get(part, EMPTY)
    found = await standing_of(conn, record, asked)
    return _page(request, record, found, part, Form({**draft.answers, "version": draft.version}))


@router.post("/declarations/{application_id:uuid}/assessment/{part}")
async def save_assessment(
    request: Request,
    application_id: ApplicationId,
    part: str,
    who: Applicant,
    sent: Typed,
    cipher: Cipher,
    conn: Conn,
) -> Response:
    """Save a page, whatever it says, and count anew; what is wrong on it is told at once."""
    record, asked = await _own(conn, cipher, application_id, who, part)
    answers = typed(asked, part, sent.get, sent.getlist)
    version = read_whole(str(sent.get("version", ""))) or 0
    async with Action({**answers, "version": version}) as action, conn.transaction():
        saved = await save_part(conn, record, part, answers, version=version, at=now())
    found = await standing_of(conn, record, asked)
    if isinstance(action.refusal, SavedElsewhere):
        meanwhile = action.refusal.saved
        form = action.form.but(version=meanwhile.version)
        return _page(request, record, found, part, form, _differing(asked, part, meanwhile.answers, answers))
    if action.refusal:
        return _page(request, record, found, part, action.form)
    if faults := found.faults.get(part):
        refused = Form.refused({**answers, "version": saved.version}, Invalid(faults=faults))
        return _page(request, record, found, part, refused)
    return redirect(f"/declarations/{record.id}/assessment?saved")


async def _own(
    conn: Connection, cipher: FieldCipher, application_id: ApplicationId, who: Session, part: str = GATES
) -> tuple[Record, Asked]:
    """One's own declaration and by what it is scored; a plan without such a kind has no such page."""
    record = await own_declaration(conn, application_id, who.account_id)
    plan = await plan_of(conn, record)
    asked = await asked_of(conn, cipher, record, plan, assessed_kind(plan))
    if asked is None or part not in asked.parts:
        raise NotFound
    return record, asked


def _part(found: Standing, part: str, base: str) -> dict[str, Any]:
    """A page in the list, and how far it is."""
    return {"title": PART_NAMES[part], "href": f"{base}/{part}", "status": _status(found, part)}


def _status(found: Standing, part: str) -> tuple[str, str]:
    if part in found.faults:
        return "需要核对", "bad"
    if part == GATES:
        return ("待确认", "todo") if found.open_gates else ("已确认", "good")
    if part == COUNTS:
        number = sum(claim.record is None for claim in found.claims)
    else:
        ids = {record.id for record in found.asked.of_kind(part)}
        if not ids:
            return "没有已核验的记录", "neutral"
        number = sum(claim.record in ids for claim in found.claims)
    return (f"已选 {number} 项", "good") if number else ("未选", "neutral")


def _differing(asked: Asked, part: str, saved: Answers, answers: Answers) -> list[tuple[str, str]]:
    """What another page saved otherwise than it stands on this one."""
    if part == GATES:
        return [("已确认的控制项", "、".join(saved.get(GATES, [])) or "无")]
    options = asked.options(part)
    labels = (
        {item.id: item.name for _, _, item in asked.counted()}
        if part == COUNTS
        else {str(record.id): record.title for record in asked.of_kind(part)}
    )
    return [
        (label, options.get(str(saved.get(name)), str(saved.get(name) or "")))
        for name, label in labels.items()
        if saved.get(name, "") != answers.get(name, "")
    ]


def _page(
    request: Request,
    record: Record,
    found: Standing,
    part: str,
    form: Form,
    saved: Sequence[tuple[str, str]] = (),
) -> Response:
    asked = found.asked
    return render(
        request,
        "scoring/part.html",
        form=form,
        record=record,
        found=found,
        total=words(found.total),
        part=part,
        name=PART_NAMES[part],
        gates=[(gate, gate) for gate in asked.scoring.gates],
        options=list(asked.options(part).items()),
        records=asked.of_kind(part),
        groups=_groups(asked) if part == COUNTS else [],
        ticked=TICKED,
        saved=saved,
    )


def _groups(asked: Asked) -> list[tuple[str, list[dict[str, Any]]]]:
    """The rows that want a number or a tick, under their headings."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for aspect, group, item in asked.counted():
        heading = f"{aspect.name} · {group.name}"
        row = {
            "id": item.id,
            "name": item.name,
            "rule": rule_of(item),
            "is_number": item.at_most > 1,
            "is_one_of": item.one_of,
        }
        groups.setdefault(heading, []).append(row)
    return list(groups.items())
