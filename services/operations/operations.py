"""Find what is stuck and keep it; have acts of operators done, where it hurts by two of them."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import structlog
from temporalio.service import RPCError

from contracts.operations import Answer, SurveyRequest
from contracts.remedies import Reason, RemedyInput, reason_of, sealed_reason
from contracts.stuck import Question
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection, Pool, transaction
from kit.errors import Invalid, NotFound, Refusal, Unavailable
from kit.session import Session
from services.operations import store
from services.operations.domain import OFFERED, Asking, State
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
            await carry_out_what_waits(pool, engine, settings.results_within)
            await survey(pool, engine, settings)
        except (Unavailable, RPCError, OSError) as error:
            log.warning("survey_failed", error=type(error).__name__)
        await asyncio.sleep(settings.survey_every.total_seconds())


class Gone(Refusal):
    """所选的事项现在都不再卡住，没有需要处理的。"""


class NotOffered(Invalid):
    """所选的处理方式不适用于这类事项。"""


class OwnAct(Refusal):
    """需要由另一名运维人员同意，不能同意自己提出的处理。"""


class Decided(Refusal):
    """这项处理已经有人同意或者拒绝了。"""


def may_see(who: Session, city: str) -> bool:
    """An operator of a city sees that city's; one of all also what has no city."""
    return who.city in {"", city}


async def ask(conn: Connection, cipher: FieldCipher, who: Session, asked: Asking) -> None:
    """Keep what somebody asks for; asked twice it is asked once."""
    if not may_see(who, asked.city):
        raise NotFound
    if asked.act not in OFFERED[asked.kind]:
        raise NotOffered
    if await store.act(conn, asked.id):
        return
    found = await store.which_are_stuck(conn, asked.kind, asked.city, asked.subjects)
    if not found:
        raise Gone
    still = replace(asked, subjects=tuple(one for one in asked.subjects if one in found))
    sealed = sealed_reason(cipher, Reason(by=who.name, why=asked.why))
    await store.insert_act(conn, still, by=who.account_id, reason_encrypted=sealed)


async def decide(conn: Connection, cipher: FieldCipher, who: Session, act_id: UUID, *, agrees: bool) -> None:
    """A second person agrees or refuses; the same word again does nothing."""
    found = await store.act_for_update(conn, act_id)
    if found is None or not may_see(who, found.city):
        raise NotFound
    if found.asked_by == who.account_id:
        raise OwnAct
    if found.state is not State.WAITING:
        if found.decided_by == who.account_id and agrees is not (found.state is State.REFUSED):
            return
        raise Decided
    reason = replace(reason_of(cipher, found.reason_encrypted), agreed_by=who.name if agrees else "")
    await store.decide_act(
        conn,
        act_id,
        by=who.account_id,
        at=now(),
        state=State.AGREED if agrees else State.REFUSED,
        reason_encrypted=sealed_reason(cipher, reason),
    )


async def carry_out(pool: Pool, engine: Engine, act_id: UUID, within: timedelta) -> None:
    """Have an act that was agreed done, and keep what came of it; one that takes longer is asked again."""
    async with transaction(pool) as conn:
        found = await store.act(conn, act_id)
        cases = await store.outcomes(conn, act_id)
    if found is None or found.state is not State.AGREED:
        return
    remedy = RemedyInput(
        act_id=found.id,
        act=found.act,
        case_ids=tuple(one.case_id for one in cases),
        city=found.city,
        at=found.decided_at or found.created_at,
        reason_encrypted=found.reason_encrypted,
        is_dry_run=found.is_dry_run,
        until=found.until,
        to=found.office_id,
    )
    results = await engine.remedy(remedy, within)
    if results is not None:
        async with transaction(pool) as conn:
            await store.end_act(conn, found.id, results, now())


async def carry_out_what_waits(pool: Pool, engine: Engine, within: timedelta) -> None:
    """What was agreed while the engine was away, or took long."""
    async with transaction(pool) as conn:
        found = await store.acts_to_do(conn)
    for act_id in found:
        await carry_out(pool, engine, act_id, within)
