"""What registers told at the applicant's wish, and whether they say that it is wrong (A8.7, A8.8)."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.registers import ANSWER, QUESTION_LASTS, Answer, Outcome, Question, in_words
from contracts.sections.registered import Registered
from kit.errors import NotFound
from kit.http import Typed
from kit.web.pages import redirect
from services.declaration.attachments.domain.registers import BY_NAME, Looked, Row, in_shanghai
from services.declaration.attachments.domain.wanted import Enclosures
from services.declaration.attachments.operations import dispute, take_registered
from services.declaration.attachments.web.parts import Here, Room
from services.declaration.drafting.domain.reopening import ATTACHMENTS
from services.declaration.drafting.operations.reopening import leads_elsewhere

router = APIRouter()
PAGE = "/declarations/{application_id:uuid}/registers/{register}"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A register on the page: whom to ask with which question, what it told, what came of asking."""

    looked: Looked
    page: str
    source: str
    question: str
    outcome: str


@router.get(PAGE, responses={403: {}})
async def take(request: Request, here: Here, register: str) -> Response:
    """What a register told, which the browser brings from identity."""
    row, token = _row(register), request.query_params.get(ANSWER)
    elsewhere = await leads_elsewhere(here.conn, here.desk.record, ATTACHMENTS)
    if elsewhere or not token:
        return redirect(elsewhere or here.page)
    answer = here.grants.open(Answer, token, account_id=here.who.account_id, register=row.register)
    if answer.told is None:
        return redirect(f"{here.page}?{register}={answer.outcome}")
    found = Registered(
        register=row.register,
        told=answer.told,
        source=_source(here, row),
        at=in_shanghai(answer.at),
        sha256=answer.sha256,
    )
    async with here.conn.transaction():
        await take_registered(here.conn, here.cipher, here.desk, found)
    return redirect(f"{here.page}?{register}={Outcome.FOUND}")


@router.post(PAGE)
async def object_to(here: Here, register: str, typed: Typed) -> Response:
    """The record is not right, or it is after all."""
    row, said = _row(register), str(typed.get("is_right", ""))
    if said not in {"yes", "no"}:
        raise NotFound
    async with here.conn.transaction():
        await dispute(here.conn, here.desk, row.register, is_disputed=said == "no")
    return redirect(f"{here.page}?saved")


def shown(here: Room, enclosures: Enclosures) -> list[Shown]:
    """The registers that may be asked; none where the city has nobody to ask."""
    return [_shown(here, one) for one in enclosures.looked_up if _source(here, one.row)]


def _shown(here: Room, looked: Looked) -> Shown:
    row, source = looked.row, _source(here, looked.row)
    page = f"/declarations/{here.desk.record.id}/registers/{row.register}"
    asked = Question(account_id=here.who.account_id, register=row.register, back=page)
    outcome = here.request.query_params.get(row.register, "")
    return Shown(
        looked=looked,
        page=page,
        source=source,
        question=here.grants.seal(asked, lasts=QUESTION_LASTS),
        outcome=in_words(outcome, source=source, what=row.what, otherwise=row.otherwise),
    )


def _row(register: str) -> Row:
    if register not in BY_NAME:
        raise NotFound
    return BY_NAME[register]


def _source(here: Room, row: Row) -> str:
    name: str = getattr(here.cities.city(here.desk.record.city).registers, row.register)
    return name
