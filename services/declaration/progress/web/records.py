"""我的申报记录: where each declaration stands, and taking one back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response

from cities import City
from contracts.application import Status
from contracts.clock import DeadlineKind, HoldKind
from contracts.employers import in_words
from contracts.rereview import FINDING_NAMES
from contracts.results import SPOKEN_NAMES
from contracts.sections.decision import DecisionSection
from contracts.sections.result import ResultSection
from kit.blobs import BlobMissing
from kit.clock import SHANGHAI, now
from kit.crypto import FieldCipher
from kit.db import Connection, transaction
from kit.errors import Unavailable
from kit.http import Conn, state
from kit.remembered import Remembered
from kit.sealed import Broken, CaseFile, KeyMissing, WrittenLater
from kit.web.forms import read_whole
from kit.web.pages import render
from services.declaration.drafting.domain.declarations import WITH_APPLICANT, Record
from services.declaration.drafting.operations.draft import Desk, open_desk, plan_of
from services.declaration.drafting.store.declarations import declarations_of
from services.declaration.drafting.store.people import employer_shown, suspended_for
from services.declaration.progress.domain.route import AT_THE_EMPLOYER, LEAST, Leg, at_office, legs
from services.declaration.progress.domain.tasks import Task, tasks_of
from services.declaration.progress.operations.tasks import what_is_known
from services.declaration.progress.store.attendance import is_unattended
from services.declaration.progress.store.deadlines import deadlines_of
from services.declaration.progress.store.holds import is_held as holds_open
from services.declaration.progress.store.holds import reasons_of
from services.declaration.progress.store.limits import limit_of
from services.declaration.progress.store.moves import moves_of, usual_stays
from services.declaration.progress.store.rereviews import rereviews_of
from services.declaration.progress.store.substitutions import substitutions_of
from services.declaration.progress.web import views, way
from services.declaration.progress.web.rereviewing import may_ask
from services.declaration.web.parts import Applicant, ApplicationId, Cipher

# The result of a meeting is told when it is final, and while it is looked at again.
TOLD = frozenset({Status.TITLED, Status.NOT_ELECTED, Status.RE_REVIEWING, Status.RESULT_UPHELD})

log = structlog.get_logger()
router = APIRouter()


@router.get("/declarations")
async def list_declarations(request: Request, who: Applicant, conn: Conn) -> Response:
    """All declarations of the applicant, the newest first."""
    found = await declarations_of(conn, who.account_id)
    cards = [views.card(record, await plan_of(conn, record)) for record in found]
    return render(request, "progress/records.html", cards=cards)


@router.get("/declarations/{application_id:uuid}")
async def show_declaration(
    request: Request, application_id: ApplicationId, who: Applicant, cipher: Cipher
) -> Response:
    """One declaration: what to do now, whose turn it is, what was decided, what happened."""
    async with transaction(state(request, "pool"), snapshot=True) as conn:
        desk = await open_desk(conn, cipher, application_id, who.account_id)
        facts, moves = await _facts(conn, cipher, desk), await moves_of(conn, desk.record.id)
        deadlines = await deadlines_of(conn, desk.record.id)
        asking = next((one for one in reversed(deadlines) if one.kind is DeadlineKind.RE_REVIEW), None)
        rereviews = await rereviews_of(conn, cipher, desk.record.id)
        acted = await substitutions_of(conn, cipher, desk.record.id)
        usual = await _usual(request, conn, desk.record)
        found = legs(desk.record, moves, usual)
        here = at_office(found)
        limit = await limit_of(conn, desk.record) if desk.record.status is Status.REVIEWING else None
        is_held = limit is not None and await holds_open(conn, desk.record.id)
        is_alone = here is not None and await is_unattended(conn, here.office_id)
        objected = await reasons_of(conn, desk.record.id, HoldKind.OBJECTION)
        is_concerned = desk.record.status in WITH_APPLICANT | AT_THE_EMPLOYER
        suspended = in_words(await suspended_for(conn, desk.record.employer_id)) if is_concerned else ""
    record, decision = desk.record, await _decision(request, desk.record)
    result = await _result(request, record)
    delivery = "decision" if views.is_unexplained(record, decision) else _delivery(request, record)
    told = views.told(moves, record, is_told=delivery != "decision")
    return render(
        request,
        "progress/record.html",
        **facts,
        periods=views.periods(deadlines, told, untold=moves[len(told) :]),
        **_way(request, desk, decision, found, facts["place"]),
        limit=limit,
        is_late=limit is not None and not is_held and limit.due_at <= now(),
        is_alone=is_alone,
        suspended=suspended,
        objected=objected,
        record=record,
        card=views.card(record, desk.plan),
        decision=decision,
        result=result,
        spoken=SPOKEN_NAMES,
        rereviews=rereviews,
        asking=asking,
        may_ask=may_ask(record, asking, [one.id for one in rereviews]),
        findings=FINDING_NAMES,
        amiss=views.amiss,
        unexplained=views.UNEXPLAINED,
        delivery=delivery,
        timeline=views.timeline(told, record, acted),
    )


async def _facts(conn: Connection, cipher: FieldCipher, desk: Desk) -> dict[str, Any]:
    record = desk.record
    employer, place = await employer_shown(conn, record.employer_id)
    tasks: tuple[Task, ...] = ()
    if record.is_with_applicant:
        found = await what_is_known(conn, cipher, desk, now().astimezone(SHANGHAI).date())
        tasks = tasks_of(record.id, record.plan, found)
    return {
        "employer": employer,
        "place": place,
        "tasks": tasks,
    }


async def _usual(request: Request, conn: Connection, record: Record) -> Mapping[str, timedelta]:
    """What time each office usually takes in this plan, as it was within the hour."""
    known: Remembered[tuple[str, str], Mapping[str, timedelta]] = state(request, "usual")
    found = known.get((record.city, record.plan))
    if found is None:
        found = await usual_stays(conn, city=record.city, plan=record.plan, least=LEAST)
        known.put((record.city, record.plan), found)
    return found


def _way(
    request: Request, desk: Desk, decision: DecisionSection | str | None, found: tuple[Leg, ...], place: str
) -> dict[str, Any]:
    """The offices on the way; the last steps on paper, or what can be done after a refusal."""
    record, plan = desk.record, desk.plan
    city: City = state(request, "cities").city(record.city)
    return {
        "route": way.lines(found, city),
        "least": LEAST,
        "last": way.last_steps(record, plan, city, place)
        if record.review_form and not record.is_withdrawable  # sent back before the meeting
        else None,
        "refusal": way.after_refusal(record, plan, city, decision, state(request, "calendar"))
        if record.status is Status.REFUSED and isinstance(decision, DecisionSection)
        else None,
    }


def _delivery(request: Request, record: Record) -> str:
    """After 提交: "done" when the case has moved on, "pending" for the moment until it has."""
    submitted = read_whole(request.query_params.get("submitted", ""))
    if submitted is None or submitted < record.round:
        return ""
    return "done" if submitted == record.round else "pending"


async def _decision(request: Request, record: Record) -> DecisionSection | str | None:
    """What the last office said when it returned or refused; a sentence when it can never be read."""
    ref = record.last_decision
    if ref is None or record.verdict is None:
        return None
    case_file: CaseFile = state(request, "case_file")
    try:
        return (await case_file.open(record.id, ref, DecisionSection)).data
    except Unavailable:
        return None
    except (Broken, WrittenLater, KeyMissing, BlobMissing):
        log.exception("decision_unreadable", application_id=str(record.id))
        return "审查意见无法读取，我们已记录。请联系用人单位或受理机构了解。"


async def _result(request: Request, record: Record) -> ResultSection | str | None:
    """What a committee's meeting voted, once the case is over; a sentence when it can never be read."""
    ref = record.result
    if ref is None or record.status not in TOLD:
        return None
    case_file: CaseFile = state(request, "case_file")
    try:
        return (await case_file.open(record.id, ref, ResultSection)).data
    except Unavailable:
        return None
    except (Broken, WrittenLater, KeyMissing, BlobMissing):
        log.exception("result_unreadable", application_id=str(record.id))
        return "评审结果无法读取，我们已记录。请联系评委会办公室了解。"
