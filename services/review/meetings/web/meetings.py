"""评审会议: called by the office of a committee, its members drawn, who cannot come replaced."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from cities import City
from cities.offices import Office
from kit.clock import day_in_words
from kit.db import Connection, transaction
from kit.errors import Fault, Invalid
from kit.http import Typed
from kit.ids import new_id
from kit.session import Anyone
from kit.web.forms import read_day, read_whole
from kit.web.pages import Action, Form, redirect, render
from services.review.committee import store as library
from services.review.committee.operations.experts import categories_of
from services.review.committee.web.experts import Official, Place
from services.review.meetings.domain.drawing import written
from services.review.meetings.domain.meetings import (
    MOST_OF_CATEGORY,
    SCOPE_NAMES,
    STANDING_NAMES,
    Called,
    Scope,
    Standing,
)
from services.review.meetings.operations import drawing
from services.review.meetings.store import ballots
from services.review.meetings.store import meetings as store
from services.review.results.store import results
from services.review.web.parts import Desk, Means, text, version

MEETINGS = "/review/meetings"
router = APIRouter(responses={404: {}})


@router.get(MEETINGS)
async def show_meetings(request: Request, _: Official, desk: Desk, place: Place) -> Response:
    """All meetings of a committee."""
    async with transaction(desk.pool) as conn:
        found = await store.meetings_of(conn, desk.cipher, place[1].id)
    return render(request, "meetings/meetings.html", office=place[1], meetings=found, day=day_in_words)


@router.get(f"{MEETINGS}/new")
async def show_new(request: Request, _: Official, desk: Desk, place: Place) -> Response:
    """Ask what the meeting is."""
    return _new(request, desk, place, Form({"id": new_id()}))


@router.post(f"{MEETINGS}/new")
async def call(request: Request, typed: Typed, who: Official, desk: Desk, place: Place) -> Response:
    """Call a meeting."""
    meeting_id = None
    async with Action(typed) as action, transaction(desk.pool) as conn:
        called, meeting_id = called_of(typed, categories_of(place[0]))
        await drawing.call(conn, desk.cipher, desk.cities, who, place, called, meeting_id)
    if action.refusal:
        return _new(request, desk, place, action.form)
    return redirect(f"{MEETINGS}/{meeting_id}")


@router.get(f"{MEETINGS}/{{meeting_id}}")
async def show_meeting(request: Request, _: Official, desk: Desk, place: Place, meeting_id: UUID) -> Response:
    """One meeting with its draw."""
    return await _page(request, desk, place[1], meeting_id, Form())


@router.post(f"{MEETINGS}/{{meeting_id}}/draw")
async def draw(
    request: Request, typed: Typed, who: Official, desk: Desk, place: Place, meeting_id: UUID
) -> Response:
    """Draw the members."""
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await drawing.draw(conn, desk.cipher, desk.cities, who, place[1], meeting_id)
    if action.refusal:
        return await _page(request, desk, place[1], meeting_id, action.form)
    return redirect(f"{MEETINGS}/{meeting_id}")


@router.post(f"{MEETINGS}/{{meeting_id}}/members/{{expert_id}}/replacement")
async def replace_member(
    request: Request,
    typed: Typed,
    who: Official,
    desk: Desk,
    place: Place,
    meeting_id: UUID,
    expert_id: UUID,
) -> Response:
    """Have the next of the order come."""
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await drawing.replace_member(
            conn,
            desk.cipher,
            who,
            place[1],
            meeting_id,
            expert_id,
            text(typed, "why"),
            version=version(typed),
        )
    if action.refusal:
        return await _member(request, desk, place[1], (meeting_id, expert_id), action.form)
    return redirect(f"{MEETINGS}/{meeting_id}")


@router.get(f"{MEETINGS}/{{meeting_id}}/members/{{expert_id}}/replacement")
async def show_replacement(
    request: Request, _: Official, desk: Desk, place: Place, meeting_id: UUID, expert_id: UUID
) -> Response:
    """Ask why a member cannot come."""
    return await _member(request, desk, place[1], (meeting_id, expert_id), Form())


@router.get("/publicity/draws/{meeting_id}", responses={200: {"content": {"text/plain": {}}}})
async def show_draw(_: Anyone, desk: Desk, meeting_id: UUID) -> Response:
    """What was published of a draw: the seed's hash before it, everything to recompute it after."""
    async with transaction(desk.pool) as conn:
        meeting, made = await drawing.drawn(conn, desk.cipher, meeting_id)
    told = written(made) if made else f"commitment {meeting.commitment}\n"
    return Response(told, media_type="text/plain; charset=utf-8", headers={"x-robots-tag": "noindex"})


def called_of(typed: FormData, categories: Sequence[str]) -> tuple[Called, UUID]:
    """What was typed of a meeting, and its id; what cannot be read is told at once."""
    counts = [read_whole(text(typed, f"count-{number}") or "0") for number, _ in enumerate(categories, 1)]
    held_on, scope = read_day(typed, "held_on", "会议日期"), text(typed, "scope")
    faults = [held_on] if isinstance(held_on, Fault) else []
    if held_on is None:
        faults.append(Fault(field="held_on", message="请填写会议日期"))
    if scope not in set(Scope):
        faults.append(Fault(field="scope", message="请选择组建方式"))
    if any(count is None or count > MOST_OF_CATEGORY for count in counts):
        faults.append(Fault(field="counts", message=f"各类别的人数请填写 0 至 {MOST_OF_CATEGORY} 的整数"))
    if faults or not isinstance(held_on, date):
        raise Invalid(faults=faults)
    called = Called(
        title=" ".join(text(typed, "title").split()),
        plan=text(typed, "plan"),
        scope=Scope(scope),
        held_on=held_on,
        place=" ".join(text(typed, "place").split()),
        categories=tuple(categories),
        counts=tuple(count or 0 for count in counts),
    )
    return called, _id_of(typed)


def _id_of(typed: FormData) -> UUID:
    try:
        return UUID(text(typed, "id"))
    except ValueError:
        return new_id()


def _new(request: Request, desk: Means, place: tuple[City, Office], form: Form) -> Response:
    return render(
        request,
        "meetings/new.html",
        form=form,
        plans=drawing.plans_of(desk.cities, place[1]),
        categories=categories_of(place[0]),
        scopes=list(SCOPE_NAMES.items()),
        rules=place[0].meetings,
    )


async def _page(request: Request, desk: Means, office: Office, meeting_id: UUID, form: Form) -> Response:
    async with transaction(desk.pool) as conn:
        meeting = await drawing.meeting_of(conn, desk.cipher, office, meeting_id)
        seats = await store.seats_of(conn, meeting_id)
        names = await _names(conn, desk, office)
        is_recorded = await results.is_recorded(conn, meeting_id)
        voters = [] if meeting.opened_at else await ballots.voted_before(conn, office.id, meeting.plan)
    return render(
        request,
        "meetings/meeting.html",
        form=form,
        is_recorded=is_recorded,
        meeting=meeting,
        plan=desk.cities.plan(meeting.city, meeting.plan).title,
        seats=[one for one in seats if one.standing is not Standing.RESERVE],
        reserves=sum(one.standing is Standing.RESERVE for one in seats),
        names=names,
        voters=list(dict.fromkeys(one.expert_id for one in voters)),
        standings=STANDING_NAMES,
        scope=SCOPE_NAMES[meeting.scope],
        day=day_in_words,
    )


async def _member(
    request: Request, desk: Means, office: Office, ids: tuple[UUID, UUID], form: Form
) -> Response:
    meeting_id, expert_id = ids
    async with transaction(desk.pool) as conn:
        meeting = await drawing.meeting_of(conn, desk.cipher, office, meeting_id)
        seats = await store.seats_of(conn, meeting_id)
        names = await _names(conn, desk, office)
    member = next((one for one in seats if one.expert_id == expert_id), None)
    if member is None or member.standing is Standing.RESERVE:
        raise drawing.NoSuchMeeting("这位专家不是这次会议的委员。")
    return render(
        request,
        "meetings/replacement.html",
        form=form.over(version=meeting.version),
        meeting=meeting,
        member=member,
        name=names[expert_id],
    )


async def _names(conn: Connection, desk: Means, office: Office) -> dict[UUID, str]:
    return {one.id: one.name for one in await library.experts_of(conn, desk.cipher, office.id)}
