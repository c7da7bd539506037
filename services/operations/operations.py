"""Find what is stuck once in a while, and keep what was found."""

import asyncio
from datetime import timedelta

import structlog
from temporalio.service import RPCError

from contracts.operations import Answer, SurveyRequest
from contracts.stuck import Question
from kit.clock import now
from kit.db import Connection, Pool, transaction
from kit.errors import Unavailable
from services.operations import store
from services.operations.gateway import Engine
from services.operations.settings import Settings

LEAST_BACK, MOST_BACK = timedelta(minutes=15), timedelta(days=1)

log = structlog.get_logger()


async def keep(conn: Connection, answer: Answer) -> None:
    """Keep an answer; of whoever did not answer what was found before stays."""
    await store.keep_asked(conn, answer)
    if answer.found is not None:
        await store.keep_found(conn, answer.source, answer.found, answer.at)


async def request(conn: Connection, settings: Settings) -> SurveyRequest:
    """What is asked now: about moves since the last survey that was answered, and a while before."""
    at = now()
    answered = [one.answered_at for one in await store.asked(conn) if one.answered_at]
    pause = at - min(answered, default=at - MOST_BACK)
    return SurveyRequest(
        question=Question(at=at, patience=settings.patience()),
        look_back=min(pause + LEAST_BACK, MOST_BACK),
        again=await store.to_look_at_again(conn),
        attempts=settings.attempts,
    )


async def survey(pool: Pool, engine: Engine, settings: Settings) -> None:
    """Ask everybody once."""
    async with transaction(pool) as conn:
        asking = await request(conn, settings)
    await engine.survey(asking)


async def survey_for_ever(pool: Pool, engine: Engine, settings: Settings) -> None:
    """Ask again and again; whatever is away, the next time is tried anew."""
    while True:
        try:
            await survey(pool, engine, settings)
        except (Unavailable, RPCError, OSError) as error:
            log.warning("survey_failed", error=type(error).__name__)
        await asyncio.sleep(settings.survey_every.total_seconds())
