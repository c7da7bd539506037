"""The office sends links, names the chair, opens the vote, and reads the vote sheet."""

import asyncio
import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from cities.offices import Office
from cities.plan import ACHIEVEMENTS
from contracts.case import Manifest
from contracts.normal import numbers
from contracts.sections.entries import Entry
from kit.db import transaction
from kit.errors import Invalid, NotFound
from kit.http import Typed, state
from kit.web.pages import Action, Form, redirect, render
from services.review import gateway
from services.review.committee import store as library
from services.review.committee.web.experts import Official, Place
from services.review.meetings.domain.ballots import (
    PART_NAMES,
    WAY_NAMES,
    Looked,
    Part,
    Possible,
    Recommender,
    Recusal,
    Said,
    Way,
)
from services.review.meetings.operations import balloting, drawing, opening
from services.review.meetings.store import ballots as store
from services.review.web.parts import Desk, Means, text

router = APIRouter(prefix="/review/meetings", responses={404: {}})
HEADS = ("序号", "姓名", "工作单位", "专业类别", "计入人数", "同意", "不同意", "回避", "结果")


@router.get("/{meeting_id}/voting")
async def show_voting(request: Request, _: Official, desk: Desk, place: Place, meeting_id: UUID) -> Response:
    """Who is there, who leads, what is voted on; after the close the vote sheet."""
    return await _page(request, desk, place[1], meeting_id, Form())


@router.post("/{meeting_id}/links")
async def send_links(
    request: Request, typed: Typed, _: Official, desk: Desk, place: Place, meeting_id: UUID
) -> Response:
    """Send every member a link who has not opened one yet."""
    async with Action(typed) as action, transaction(desk.pool) as conn:
        meeting = await drawing.meeting_of(conn, desk.cipher, place[1], meeting_id, to_change=True)
        await balloting.send_links(conn, desk.cipher, meeting, public_url=state(request, "public_url"))
    if action.refusal:
        return await _page(request, desk, place[1], meeting_id, action.form)
    return redirect(f"/review/meetings/{meeting_id}/voting")


@router.post("/{meeting_id}/chair")
async def set_part(
    request: Request, typed: Typed, _: Official, desk: Desk, place: Place, meeting_id: UUID
) -> Response:
    """Name the chair or a deputy."""
    async with Action(typed) as action, transaction(desk.pool) as conn:
        member = _ids([text(typed, "member")])
        await opening.set_part(
            conn, desk.cipher, place[1], meeting_id, member[0] if member else None, text(typed, "part")
        )
    if action.refusal:
        return await _page(request, desk, place[1], meeting_id, action.form)
    return redirect(f"/review/meetings/{meeting_id}/voting")


@router.post("/{meeting_id}/open")
async def open_voting(
    request: Request, typed: Typed, who: Official, desk: Desk, place: Place, meeting_id: UUID
) -> Response:
    """Open the vote on the chosen cases."""
    wanted = _ids(typed.getlist("cases"))
    async with transaction(desk.pool) as conn:
        meeting = await drawing.meeting_of(conn, desk.cipher, place[1], meeting_id)
        found = await store.to_vote_on(conn, desk.cipher, place[1].id, meeting.plan)
    chosen = [(case.application_id, manifest) for case, manifest in found if case.application_id in wanted]
    known, looked = await _known(desk, chosen), _looked(typed)
    async with Action(typed, beside="recused") as action, transaction(desk.pool) as conn:
        await opening.open_voting(
            conn, desk.cipher, who, place, meeting_id, wanted, known, looked, way=text(typed, "way")
        )
    if isinstance(action.refusal, opening.LookFirst):
        return await _page(request, desk, place[1], meeting_id, action.form, action.refusal.found)
    if action.refusal:
        return await _page(request, desk, place[1], meeting_id, action.form)
    return redirect(f"/review/meetings/{meeting_id}/voting")


@router.get("/{meeting_id}/votes.csv")
async def download_votes(_: Official, desk: Desk, place: Place, meeting_id: UUID) -> Response:
    """The vote sheet of a closed meeting."""
    async with transaction(desk.pool) as conn:
        meeting = await drawing.meeting_of(conn, desk.cipher, place[1], meeting_id)
    rows = await _sheet(desk, meeting_id)
    if meeting.closed_at is None or not rows:
        raise NotFound("投票还没有结束，或纸质票还没有录入一致，没有投票结果。")
    sheet = StringIO()
    csv.writer(sheet).writerows([HEADS, *rows])
    headers = {"content-disposition": 'attachment; filename="votes.csv"'}
    return Response(
        sheet.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers
    )


async def _known(desk: Means, chosen: Sequence[tuple[UUID, Manifest]]) -> opening.Known:
    told = await asyncio.gather(*(gateway.submission(desk.file, case, manifest) for case, manifest in chosen))
    return {
        case: opening.Told(
            recommenders=[
                Recommender(name=one.name, unit=one.unit, mobile=numbers.mobile(one.mobile))
                for one in submission.declaration.recommendations
            ],
            achievements=[
                Said(title=one.title, text="\n".join(_texts(one.entries)))
                for one in submission.archive.records
                if one.kind in ACHIEVEMENTS
            ],
        )
        for (case, _), submission in zip(chosen, told, strict=True)
    }


def _texts(entries: Sequence[Entry]) -> list[str]:
    return [one.value for one in entries if isinstance(one.value, str)]


def _looked(typed: FormData) -> Looked:
    return Looked(
        seen={str(one) for one in typed.getlist("seen")},
        confirmed={str(one) for one in typed.getlist("recused")},
    )


async def _sheet(desk: Means, meeting_id: UUID) -> list[list[str]]:
    async with transaction(desk.pool) as conn:
        cases = await store.agenda_of(conn, desk.cipher, meeting_id)
        tallies = await store.tallies_of(conn, meeting_id)
    rows = []
    for number, case in enumerate(cases, 1):
        if tally := tallies.get(case.application_id):
            counts = [str(count) for count in (tally.present, tally.yes, tally.no, tally.recused)]
            passed = "通过" if tally.is_passed else "未通过"
            rows.append([str(number), case.applicant, case.employer, case.category, *counts, passed])
    return rows


async def _page(
    request: Request,
    desk: Means,
    office: Office,
    meeting_id: UUID,
    form: Form,
    possible: Sequence[Possible] = (),
) -> Response:
    async with transaction(desk.pool) as conn:
        meeting = await drawing.meeting_of(conn, desk.cipher, office, meeting_id)
        members = await store.members_of(conn, meeting_id)
        agenda = await store.agenda_of(conn, desk.cipher, meeting_id)
        waiting = (
            [] if meeting.opened_at else await store.to_vote_on(conn, desk.cipher, office.id, meeting.plan)
        )
        recusals = await store.recusals_of(conn, meeting_id)
        before = [] if meeting.opened_at else await store.voted_before(conn, office.id, meeting.plan)
        names = {one.id: one.name for one in await library.experts_of(conn, desk.cipher, office.id)}
    if meeting.drawn_at is None:
        raise drawing.NotDrawn
    by_case = {case.application_id: case.applicant for case in agenda}
    seated = {one.expert_id for one in members}
    voters = [one for one in before if one.expert_id in seated]
    return render(
        request,
        "meetings/voting.html",
        form=form.over(way=Way.ELECTRONIC),
        ways=list(WAY_NAMES.items()),
        meeting=meeting,
        members=members,
        agenda=agenda,
        present=sum(one.is_present for one in members),
        cases=[
            {
                "value": str(case.application_id),
                "text": case.applicant,
                "hint": f"{case.employer}，{case.category}{_again(case.application_id, voters, names)}",
            }
            for case, _ in waiting
        ],
        recusals=[
            [
                by_case[one.application_id],
                names[one.expert_id],
                one.why,
                "本人申明" if one.is_declared else "平台发现",
            ]
            for one in recusals
        ],
        possible=_choices(possible, {case.application_id: case.applicant for case, _ in waiting}, names),
        names=names,
        parts=PART_NAMES,
        chairs=[(Part.CHAIR, PART_NAMES[Part.CHAIR]), (Part.DEPUTY, PART_NAMES[Part.DEPUTY])],
        heads=HEADS,
        sheet=await _sheet(desk, meeting_id),
    )


def _again(case: UUID, voters: Sequence[Recusal], names: Mapping[UUID, str]) -> str:
    """Who of the members voted on a case before, and has no part in it now."""
    found = [names[one.expert_id] for one in voters if one.application_id == case]
    return f"。原评审会议的委员 {'、'.join(found)} 须回避" if found else ""


def _choices(
    found: Sequence[Possible], applicants: Mapping[UUID, str], names: Mapping[UUID, str]
) -> list[dict[str, str]]:
    return [
        {
            "value": one.key,
            "text": f"委员 {names[one.expert_id]} 回避 {applicants[one.application_id]}",
            "hint": f"“{one.where}”中有同名的人",
        }
        for one in found
    ]


def _ids(values: Sequence[object]) -> list[UUID]:
    found = []
    for value in values:
        try:
            found.append(UUID(str(value)))
        except ValueError as error:
            if value:
                raise Invalid("有一项选择无法识别，请重新打开本页。") from error
    return found
