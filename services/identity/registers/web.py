"""The button of another service's page (从公安部门获取…): asks, and leads back with the answer."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from contracts.registers import ANSWER, ANSWER_LASTS, ASK, Question
from kit.http import state
from kit.web.pages import redirect
from services.identity.registers.operations import Registry
from services.identity.web.parts import Here, Person, Typed

router = APIRouter(prefix=ASK)


def _registry(request: Request) -> Registry:
    registry: Registry = state(request, "registry")
    return registry


@router.post("", responses={403: {}})
async def ask(
    who: Person, here: Here, registry: Annotated[Registry, Depends(_registry)], typed: Typed
) -> Response:
    """Have oneself looked up. The press is the consent: the page says who is asked, for what and why."""
    question = here.grants.open(Question, typed.get("question", ""), account_id=who.account_id)
    answer = here.grants.seal(await registry.ask(question), lasts=ANSWER_LASTS)
    joint = "&" if "?" in question.back else "?"
    return redirect(f"{question.back}{joint}{urlencode({ANSWER: answer})}")
