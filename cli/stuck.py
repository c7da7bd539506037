"""`zhicheng stuck`: what is stuck, asked of the databases and the engine directly, whatever else is away."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.options import AsJson
from cli.output import NO, as_json
from cli.surroundings import answer_of, settings_of, transaction_of
from contracts.operations import SOURCE_NAMES, Source
from contracts.stuck import KIND_NAMES, Finding, Found, Kind

if TYPE_CHECKING:
    from contracts.operations import SurveyRequest
    from contracts.stuck import Question
    from kit.settings import ServiceSettings

LISTED = 20  # of each city and kind

Answers = dict[Source, Found | None]


def stuck(
    *,
    city: Annotated[str, typer.Option(help="Only of this city.")] = "",
    kind: Annotated[Kind | None, typer.Option(help="Only of this kind.")] = None,
    to_json: AsJson = False,
) -> None:
    """List what is stuck, the oldest first: by kind, with since when, whom it waits for and a code.

    The databases are asked directly, so that it works while workers or the engine are away. Whoever does not
    answer is named, and the command ends with 1.
    """
    answers = answer_of(_asked(city, kind))
    silent = [source for source, found in answers.items() if found is None]
    found = sum((found for found in answers.values() if found), Found())
    if to_json:
        as_json(_told(found, silent))
    else:
        for line in _lines(found, silent):
            typer.echo(line)
    if silent:
        raise typer.Exit(NO)


async def _asked(city: str, kind: Kind | None) -> Answers:
    from contracts.operations import SurveyRequest
    from contracts.stuck import Question
    from kit.clock import now
    from services.operations.operations import MOST_BACK
    from services.operations.settings import Settings

    settings = settings_of(Settings)
    question = Question(at=now(), patience=settings.patience(), city=city, kind=kind, limit=LISTED)
    request = SurveyRequest(question=question, look_back=MOST_BACK, attempts=settings.attempts)
    return {**await _owners(question), **await _engine(request)}


async def _owners(question: "Question") -> Answers:
    from services.declaration.settings import Settings as Declaration
    from services.declaration.stuck import store as declaration
    from services.notification import store as notification
    from services.notification.settings import Settings as Notification
    from services.payment.settings import Settings as Payment
    from services.payment.store import stuck as payment
    from services.review.settings import Settings as Review
    from services.review.stuck import operations as review

    owners = (
        (Source.DECLARATION, Declaration, declaration.find),
        (Source.REVIEW, Review, review.find),
        (Source.PAYMENT, Payment, payment.find),
        (Source.NOTIFICATION, Notification, notification.find_stuck),
    )
    return {source: await _found_in(settings_of(kind), find, question) for source, kind, find in owners}


async def _found_in(
    settings: "ServiceSettings", find: Callable[..., Coroutine[Any, Any, Found]], asked: object
) -> Found | None:
    import asyncpg

    from kit.errors import Unavailable

    try:
        async with transaction_of(settings) as conn:
            return await find(conn, asked)
    except (Unavailable, OSError, TimeoutError, asyncpg.PostgresError):
        return None


async def _engine(request: "SurveyRequest") -> Answers:
    import asyncio

    from contracts.operations import Standings
    from kit.errors import Unavailable
    from kit.temporal import connect
    from services.declaration.settings import Settings as Declaration
    from services.declaration.stuck import store as declaration
    from services.operations.gateway import PATIENCE_SECONDS, Engine
    from services.operations.settings import Settings

    engine = Engine(await connect(settings_of(Settings), lazy=True))
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            answer = await engine.find(request)
    except (Unavailable, TimeoutError):
        return {Source.ENGINE: None, Source.READ_MODEL: None}
    question = request.question
    if not question.asks_for(Kind.READ_MODEL_BEHIND):
        return {Source.ENGINE: answer.found}
    standings = Standings(question=question, standings=answer.standings)
    behind = await _found_in(settings_of(Declaration), declaration.behind, standings)
    return {Source.ENGINE: answer.found, Source.READ_MODEL: behind}


def _told(found: Found, silent: list[Source]) -> dict[str, object]:
    from pydantic_core import to_jsonable_python

    return {"silent": silent, **to_jsonable_python(found)}


def _lines(found: Found, silent: list[Source]) -> list[str]:
    lines = [_line(one) for one in found.findings]
    lines += [
        f"{KIND_NAMES[one.kind]}（{one.city or '未知地区'}）：共 {one.count} 件。" for one in found.counts
    ]
    lines += [f"{KIND_NAMES[kind]}：数量过多，只统计了最早的一部分。" for kind in found.capped]
    lines += [f"{SOURCE_NAMES[source]}没有回答：不表示没有卡住的事项。" for source in silent]
    return lines or ["没有卡住的事项。"]


def _line(one: Finding) -> str:
    from kit.reference import reference
    from kit.web.filters import moment

    what = reference(one.case_id) if one.case_id else str(one.subject_id)
    told = (KIND_NAMES[one.kind], what, f"{moment(one.since)} 起", one.party, one.detail, one.case_id or "")
    return "  ".join(map(str, told)).rstrip()
