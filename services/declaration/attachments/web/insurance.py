"""社会保险: what a register told at the applicant's wish, and whether they say that it is wrong (A8.7)."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.registers import ANSWER, QUESTION_LASTS, Answer, Outcome, Question, Register
from kit.errors import NotFound
from kit.http import Typed
from kit.web.pages import redirect
from services.declaration.attachments.domain.wanted import Insured
from services.declaration.attachments.operations import dispute, take_insured
from services.declaration.attachments.web.parts import Here, Room
from services.declaration.drafting.domain.reopening import ATTACHMENTS
from services.declaration.drafting.operations.reopening import leads_elsewhere

router = APIRouter()
PAGE = "/declarations/{application_id:uuid}/insurance"
# What came of asking, in words; {source} is whom we asked.
TOLD: Mapping[str, str] = {
    Outcome.UNKNOWN: "{source}中没有您的参保记录，请回答下面的问题。",
    Outcome.AWAY: "{source}暂时没有答复。可以稍后再获取，也可以现在回答下面的问题，不影响申报。",
    Outcome.WRONG: "{source}的答复没有通过核对，没有采用。可以稍后再获取，"
    "也可以现在回答下面的问题，不影响申报。",
    Outcome.UNPROVEN: "您的身份证号码还没有经政务服务网核验，不能获取参保记录，请回答下面的问题。"
    "用政务服务网账号登录一次后，就可以在这里获取。",
    Outcome.SOON: "刚刚获取过，请一分钟后再试，也可以现在回答下面的问题。",
}


@router.get(PAGE, responses={403: {}})
async def take(request: Request, here: Here) -> Response:
    """What a register told, which the browser brings from identity."""
    token = request.query_params.get(ANSWER)
    elsewhere = await leads_elsewhere(here.conn, here.desk.record, ATTACHMENTS)
    if elsewhere or not token:
        return redirect(elsewhere or here.page)
    answer = here.grants.open(Answer, token, account_id=here.who.account_id, register=Register.INSURANCE)
    if answer.insurance is None:
        return redirect(f"{here.page}?asked={answer.outcome}")
    insured = Insured(insurance=answer.insurance, source=_source(here), at=answer.at, sha256=answer.sha256)
    async with here.conn.transaction():
        await take_insured(here.conn, here.cipher, here.desk, insured)
    return redirect(f"{here.page}?asked={Outcome.FOUND}")


@router.post(PAGE)
async def object_to(here: Here, typed: Typed) -> Response:
    """The record is not right, or it is after all."""
    said = str(typed.get("is_right", ""))
    if said not in {"yes", "no"}:
        raise NotFound
    async with here.conn.transaction():
        await dispute(here.conn, here.desk, is_disputed=said == "no")
    return redirect(f"{here.page}?saved")


def question(here: Room) -> tuple[str, str]:
    """Whom to ask, and the question; empty where there is nobody to ask."""
    if not (source := _source(here)):
        return "", ""
    back = f"/declarations/{here.desk.record.id}/insurance"
    asked = Question(account_id=here.who.account_id, register=Register.INSURANCE, back=back)
    return source, here.grants.seal(asked, lasts=QUESTION_LASTS)


def told(here: Room) -> str:
    """What came of asking, for the page; nothing of an outcome that nobody knows."""
    return TOLD.get(here.request.query_params.get("asked", ""), "").format(source=_source(here))


def _source(here: Room) -> str:
    return here.cities.city(here.desk.record.city).registers.insurance
