"""处理: an act on what is stuck, tried first, with a reason, by two where it hurts; and what came of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from cities import Cities
from contracts.remedies import ACT_NAMES, NEEDS_SECOND, Act, reason_of
from contracts.stuck import KIND_NAMES, Kind
from kit.clock import end_of, now
from kit.crypto import FieldCipher
from kit.db import transaction
from kit.errors import Fault, Invalid, NotFound, Unavailable
from kit.http import Typed, state
from kit.ids import new_id
from kit.session import Session
from kit.web.forms import read_day, read_ids
from kit.web.pages import Action, Form, redirect, render
from services.operations import operations, store
from services.operations.domain import MANY, OFFERED, STATE_NAMES, Asking, Ordered, State
from services.operations.operations import may_see
from services.operations.settings import Settings
from services.operations.web import views
from services.operations.web.routes import Known, Operator, kind_of

router = APIRouter(prefix="/operations/acts")
SHOWN = 100
LONGEST = 500
HINTS: Mapping[Act, str] = {
    Act.NUDGE: "把已经发生的事再告诉流程一次。不改变任何决定，可以重复。",
    Act.REDELIVER: "再发一条同样内容的短信。含验证码、私密链接的，以及发往原号码的，不重发。",
    Act.REASSIGN: "由本地区另一机构办理。需要另一名运维人员同意。",
    Act.EXTEND: f"把期限延到所填日期的 24:00。超过 {MANY} 件时需要另一名运维人员同意。",
    Act.HOLD: "从现在起不计期限，直到恢复。",
    Act.RELEASE: "继续计算期限，中止的时间补回。",
    Act.REPLAY_READ_MODEL: "按流程的记录重新写出申报人员看到的进度。",
    Act.RESET: "只用于现在的程序不能继续的流程：回到还能继续的最后一处，此后收到的通知重新处理；"
    "已经告知过有关人员的不能退回。需要另一名运维人员同意。",
}


@router.get("")
async def show_acts(request: Request, who: Operator, known: Known) -> HTMLResponse:
    """What was asked for last; what waits for a second person first."""
    async with transaction(state(request, "pool")) as conn:
        found = await store.newest_acts(conn, who.city, SHOWN)
    return render(request, "operations/acts.html", lines=[_line(known, one) for one in found])


@router.get("/new")
async def show_form(request: Request, who: Operator, known: Known, kind: str, city: str = "") -> HTMLResponse:
    """What can be done about what was chosen."""
    chosen = read_ids(request.query_params.getlist("case"))
    return await _form(request, who, known, kind_of(kind), city, chosen, Form({"form_id": new_id()}))


@router.post("")
async def ask(request: Request, who: Operator, known: Known, typed: Typed) -> Response:
    """Have it tried, or done; where it hurts it waits for a second person."""
    kind, city = kind_of(str(typed.get("kind"))), str(typed.get("city") or "")
    chosen = read_ids(typed.getlist("case"))
    act_id = read_ids([typed.get("form_id")])[0]
    async with Action(typed) as action, transaction(state(request, "pool")) as conn:
        asking = _asking(typed, known, act_id, kind, city, chosen)
        await operations.ask(conn, _cipher(request), who, asking)
    if action.refusal:
        return await _form(request, who, known, kind, city, chosen, action.form)
    await _carry_out(request, act_id)
    return redirect(f"/operations/acts/{act_id}")


@router.get("/{act_id:uuid}")
async def show_act(request: Request, who: Operator, known: Known, act_id: UUID) -> HTMLResponse:
    """One act: who asked for it and why, and what came of it for each case."""
    return await _act(request, who, known, act_id, Form())


@router.post("/{act_id:uuid}/agreement")
async def decide(request: Request, who: Operator, known: Known, act_id: UUID, typed: Typed) -> Response:
    """A second person agrees, or refuses."""
    async with Action(typed) as action, transaction(state(request, "pool")) as conn:
        if typed.get("word") not in {"agree", "refuse"}:
            raise Invalid
        await operations.decide(conn, _cipher(request), who, act_id, agrees=typed.get("word") == "agree")
    if action.refusal:
        return await _act(request, who, known, act_id, action.form)
    await _carry_out(request, act_id)
    return redirect(f"/operations/acts/{act_id}")


async def _carry_out(request: Request, act_id: UUID) -> None:
    """At once; while the engine is away the worker does it later."""
    settings: Settings = state(request, "settings")
    try:
        await operations.carry_out(
            state(request, "pool"), state(request, "engine"), act_id, settings.results_within
        )
    except Unavailable:
        return


def _cipher(request: Request) -> FieldCipher:
    settings: Settings = state(request, "settings")
    return settings.field_cipher()


def _asking(
    typed: FormData, known: Cities, act_id: UUID, kind: Kind, city: str, chosen: Sequence[UUID]
) -> Asking:
    """What was filled in; everything that is wrong at once."""
    faults: list[Fault] = []
    named = str(typed.get("act") or "")
    why = str(typed.get("why") or "").strip()
    if named not in OFFERED[kind]:
        faults.append(Fault(field="act", message="请选择处理方式"))
    if not why:
        faults.append(Fault(field="why", message="请填写原因"))
    if len(why) > LONGEST:
        faults.append(Fault(field="why", message=f"原因不能超过 {LONGEST} 字"))
    day, office = read_day(typed, "until", "期限"), None
    if isinstance(day, Fault):
        faults.append(day)
    elif named == Act.EXTEND and (day is None or end_of(day) <= now()):
        faults.append(Fault(field="until", message="请填写今天或者以后的日期"))
    if named == Act.REASSIGN:
        office = next((one.id for one in _offices(known, city) if str(one.id) == typed.get("office")), None)
        if office is None:
            faults.append(Fault(field="office", message="请选择机构"))
    if faults:
        raise Invalid(faults=faults)
    return Asking(
        id=act_id,
        city=city,
        kind=kind,
        act=Act(named),
        subjects=tuple(chosen),
        why=why,
        is_dry_run=typed.get("how") != "do",
        until=end_of(day) if isinstance(day, date) and named == Act.EXTEND else None,
        office_id=office,
    )


def _offices(known: Cities, city: str) -> Sequence[Any]:
    found = known.by_slug.get(city)
    return found.offices if found else ()


async def _form(
    request: Request,
    who: Session,
    known: Cities,
    kind: Kind,
    city: str,
    chosen: Sequence[UUID],
    form: Form,
) -> HTMLResponse:
    if not may_see(who, city):
        raise NotFound
    async with transaction(state(request, "pool")) as conn:
        found = await store.which_are_stuck(conn, kind, city, chosen)
    return render(
        request,
        "operations/act_new.html",
        form=form.over(kind=kind, city=city),
        kind_name=KIND_NAMES[kind],
        city=views.name_of(known, city),
        chosen=[one for one in chosen if one in found],
        few=MANY,
        is_message=kind is Kind.MESSAGE_UNDELIVERED,
        acts=[{"value": act, "text": ACT_NAMES[act], "hint": HINTS[act]} for act in OFFERED[kind]],
        may_extend=Act.EXTEND in OFFERED[kind],
        offices=[(one.id, one.name) for one in _offices(known, city)]
        if Act.REASSIGN in OFFERED[kind]
        else [],
        longest=LONGEST,
        second=[ACT_NAMES[act] for act in OFFERED[kind] if act in NEEDS_SECOND],
    )


async def _act(request: Request, who: Session, known: Cities, act_id: UUID, form: Form) -> HTMLResponse:
    async with transaction(state(request, "pool")) as conn:
        found = await store.act(conn, act_id)
        outcomes = await store.outcomes(conn, act_id)
    if found is None or not may_see(who, found.city):
        raise NotFound
    office = next((one.name for one in _offices(known, found.city) if one.id == found.office_id), None)
    return render(
        request,
        "operations/act.html",
        form=form,
        act=found,
        line=_line(known, found),
        reason=reason_of(_cipher(request), found.reason_encrypted),
        office=office,
        outcomes=outcomes,
        is_message=found.kind is Kind.MESSAGE_UNDELIVERED,
        is_waiting=found.state is State.WAITING,
        is_going_on=found.state is State.AGREED,
        may_decide=found.state is State.WAITING and found.asked_by != who.account_id,
        again="&".join(
            (f"kind={found.kind}", f"city={found.city}", *(f"case={one.case_id}" for one in outcomes))
        )
        if found.is_dry_run and found.state is State.DONE
        else "",
    )


def _line(known: Cities, one: Ordered) -> tuple[UUID, datetime, str, str, str, str]:
    trial = "（试运行）" if one.is_dry_run else ""
    name = f"{ACT_NAMES[one.act]}{trial}"
    city = views.name_of(known, one.city)
    return one.id, one.created_at, name, KIND_NAMES[one.kind], city, STATE_NAMES[one.state]
