"""专家库: the experts of a committee, added, pledged and ended by its office."""

from collections import Counter
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from cities import City
from cities.offices import Office
from kit.clock import day_in_words
from kit.db import transaction
from kit.errors import Fault
from kit.http import Typed
from kit.session import Session, require
from kit.web.forms import read_day
from kit.web.pages import Action, Form, redirect, render
from services.review.committee import store
from services.review.committee.domain import experts as domain
from services.review.committee.domain.experts import STATE_NAMES, Expert, State
from services.review.committee.operations import experts as keeping
from services.review.web.parts import Desk, Means, text, version

router = APIRouter(prefix="/review/committee/experts")

Official = Annotated[Session, Depends(require("official"))]
TONES = {
    State.ELIGIBLE: "good",
    State.UNPLEDGED: "todo",
    State.LATER: "neutral",
    State.EXPIRED: "neutral",
    State.ENDED: "neutral",
}
DAY_LABELS = {"from_on": "任期开始日期", "until_on": "任期结束日期", "pledged_on": "签署日期"}


def committee(desk: Desk, who: Official) -> tuple[City, Office]:
    """The committee of whoever asks."""
    return keeping.committee_of(desk.cities, who)


Place = Annotated[tuple[City, Office], Depends(committee)]


@router.get("", responses={404: {}})
async def show_experts(
    request: Request, _: Official, desk: Desk, place: Place, category: str = ""
) -> Response:
    """The library: how many can be drawn of each category, and everybody."""
    city, office = place
    async with transaction(desk.pool) as conn:
        every = await store.experts_of(conn, desk.cipher, office.id)
    today = keeping.today()
    eligible = Counter(one.category for one in every if one.state(today) is State.ELIGIBLE)
    categories = keeping.categories_of(city)
    return render(
        request,
        "committee/experts.html",
        office=office,
        counts=[(name, f"{eligible[name]} 人可抽取") for name in categories],
        categories=[(name, name) for name in categories],
        experts=[one for one in every if category in {"", one.category}],
        form=Form({"category": category}),
        state_of=lambda one: (STATE_NAMES[one.state(today)], TONES[one.state(today)]),
        day=day_in_words,
    )


@router.get("/new", responses={404: {}})
async def show_new(request: Request, _: Official, place: Place) -> Response:
    """Ask who the expert is."""
    return _new(request, place, Form())


@router.post("/new", responses={404: {}})
async def add(request: Request, typed: Typed, who: Official, desk: Desk, place: Place) -> Response:
    """Take an expert into the library."""
    days = {name: read_day(typed, name, label) for name, label in DAY_LABELS.items()}
    unreadable = [found for found in days.values() if isinstance(found, Fault)]
    values = {name: text(typed, name) for name in domain.TEXTS}
    read = {name: None if isinstance(found, Fault) else found for name, found in days.items()}
    async with Action(typed) as action, transaction(desk.pool) as conn:
        told = domain.Typed.typed(values, read)
        await keeping.add_expert(conn, desk.cipher, who, place, told, unreadable)
    if action.refusal:
        return _new(request, place, action.form)
    return redirect("/review/committee/experts")


@router.get("/{expert_id}", responses={404: {}})
async def show_expert(request: Request, _: Official, desk: Desk, place: Place, expert_id: UUID) -> Response:
    """One expert, with pledge and end."""
    return await _page(request, desk, place[1], expert_id, Form())


@router.post("/{expert_id}/pledge", responses={404: {}})
async def record_pledge(
    request: Request, typed: Typed, _: Official, desk: Desk, place: Place, expert_id: UUID
) -> Response:
    """Record that the pledge was signed."""
    signed_on = read_day(typed, "signed_on", "签署日期")
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await keeping.record_pledge(conn, desk.cipher, place[1], expert_id, signed_on, version=version(typed))
    if action.refusal:
        return await _page(request, desk, place[1], expert_id, action.form)
    return redirect(f"/review/committee/experts/{expert_id}")


@router.post("/{expert_id}/end", responses={404: {}})
async def end(
    request: Request, typed: Typed, who: Official, desk: Desk, place: Place, expert_id: UUID
) -> Response:
    """End the expert's term."""
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await keeping.end_expert(
            conn, desk.cipher, who, place[1], expert_id, text(typed, "why"), version=version(typed)
        )
    if action.refusal:
        return await _page(request, desk, place[1], expert_id, action.form)
    return redirect(f"/review/committee/experts/{expert_id}")


def _new(request: Request, place: tuple[City, Office], form: Form) -> Response:
    categories = [(name, name) for name in keeping.categories_of(place[0])]
    return render(request, "committee/new_expert.html", form=form, categories=categories)


async def _page(request: Request, desk: Means, office: Office, expert_id: UUID, form: Form) -> Response:
    async with transaction(desk.pool) as conn:
        found = await keeping.expert_of(conn, desk.cipher, office, expert_id)
    state = found.state(keeping.today())
    return render(
        request,
        "committee/expert.html",
        form=form.over(version=found.version),
        expert=found,
        state=(STATE_NAMES[state], TONES[state]),
        rows=_facts(found),
    )


def _facts(found: Expert) -> list[tuple[str, str]]:
    rows = [
        ("姓名", found.name),
        ("工作单位", found.unit),
        ("职称", found.title),
        ("专业类别", found.category),
        ("从事专业", found.specialty),
        ("任期", f"{day_in_words(found.from_on)}至{day_in_words(found.until_on)}"),
        ("承诺书", f"{day_in_words(found.pledged_on)}签署" if found.pledged_on else "未签署"),
    ]
    if found.ended_at is not None:
        rows.append(("终止", f"{found.ended_by_name}：{found.ended_why}"))
    return rows
