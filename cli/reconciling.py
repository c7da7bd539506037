"""What `zhicheng restore` finds, kind by kind, and mends by what the platform can do anyway."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING
from uuid import UUID

from cli.surroundings import SERVICES, settings_of
from kit import outbox
from kit.clock import now
from kit.db import Pool, open_pool, transaction

if TYPE_CHECKING:
    from temporalio.client import Client

    from contracts.erasure import Erased
    from kit.settings import ServiceSettings

BY = "恢复"
WHY = "平台故障，恢复数据期间期限中止"
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Found:
    """How many of a kind, what was done about them; `is_open`: somebody has to look."""

    kind: str
    count: int
    what: str
    lines: tuple[str, ...] = ()
    is_open: bool = False


async def prepared(since: datetime, told_since: datetime, margin: timedelta) -> list[Found]:
    """All that must be so before the first process of ours starts."""
    from cli.rewinding import rewound

    async with AsyncExitStack() as stack:
        pools = {name: await stack.enter_async_context(_pool(name)) for name in SERVICES}
        found = [*await _voided(pools["identity"]), await _held(pools["declaration"], since)]
        if told_since > since:
            found += await rewound(await _engine(), since)
        found.append(await _handed_over(pools["notification"]))
        told = 0
        for pool in pools.values():
            async with transaction(pool) as conn:
                told += await outbox.tell_since(conn, min(since, told_since) - margin)
    return [*found, Found(kind="decision_not_delivered", count=told, what="events are told again")]


async def reconciled() -> list[Found]:
    """All that needs everybody's answers."""
    async with AsyncExitStack() as stack:
        pools = {
            name: await stack.enter_async_context(_pool(name))
            for name in ("identity", "declaration", "payment")
        }
        engine = await _engine()
        return [
            await _paid(pools["payment"]),
            await _erased_again(pools["identity"], pools["declaration"], engine),
            await _lifted(pools["declaration"]),
            *await _compared(pools["declaration"], engine),
        ]


async def _voided(pool: Pool) -> list[Found]:
    from services.identity.accounts.operations.restored import begin_anew

    async with transaction(pool, is_alone=True) as conn:
        voided = await begin_anew(conn, now())
    return [
        Found(kind="sessions", count=voided.accounts, what="accounts were signed in: all sign in again"),
        Found(kind="codes", count=voided.codes, what="one-time codes are void"),
    ]


async def _held(pool: Pool, since: datetime) -> Found:
    from services.declaration.progress.domain.records import Reason
    from services.declaration.progress.operations.outage import hold_passed

    async with transaction(pool, is_alone=True) as conn:
        held = await hold_passed(conn, Reason(by=BY, why=WHY, at=since), until=now())
    return Found(kind="deadlines", count=len(held), what="deadlines passed meanwhile and are held")


async def _lifted(pool: Pool) -> Found:
    from services.declaration.progress.domain.records import Reason
    from services.declaration.progress.operations.outage import lift_all

    lifted = await lift_all(pool, Reason(by=BY, why="平台已恢复", at=now()))
    return Found(kind="deadlines", count=lifted, what="holds are lifted: the time is given back")


async def _handed_over(pool: Pool) -> Found:
    from services.notification.operations import hand_over_again

    async with transaction(pool) as conn:
        again = await hand_over_again(conn, at=now())
    return Found(
        kind="message_undelivered",
        count=again,
        what="messages without receipt go to the centre under their id",
    )


async def _paid(pool: Pool) -> Found:
    from services.payment.gateway.channel import open_channel
    from services.payment.operations.restored import find_paid
    from services.payment.settings import Settings

    async with open_channel(settings_of(Settings)) as channel:
        orders = await find_paid(pool, channel)
    return Found(kind="paid_not_advanced", count=len(orders), what="orders were paid at the channel: settled")


async def _erased_again(identity: Pool, declaration: Pool, engine: "Client") -> Found:
    from services.identity.privacy.store.erasures import erased_before

    async with transaction(identity) as conn:
        known = await erased_before(conn)
    count = 0
    async for erased in _erased():
        if erased.erasure_id not in known:
            await _erase(declaration, engine, erased)
            count += 1
    return Found(kind="erasures", count=count, what="persons were erased since and are again")


async def _erased() -> "AsyncIterator[Erased]":
    from contracts.erasure import NOTES, Erased
    from kit.adapters import adapter
    from kit.blobs import Blobs
    from services.identity.settings import Settings

    blobs = Blobs(settings_of(Settings))
    for key in await blobs.keys("cases", f"identity/{NOTES}/"):
        yield adapter(Erased).validate_json(await blobs.get("cases", key))


async def _erase(declaration: Pool, engine: "Client", erased: "Erased") -> None:
    """Their cases have ended once before; then everybody forgets, as they did."""
    from temporalio.common import Priority, WorkflowIDConflictPolicy

    from contracts import application, erasure
    from services.declaration.drafting.store.declarations import declarations_of

    async with transaction(declaration) as conn:
        cases = [one.id for one in await declarations_of(conn, erased.person_id)]
    for case_id in cases:
        await _terminate(engine, application.workflow_id(case_id))
    start = erasure.ErasureStart(
        erasure_id=erased.erasure_id,
        person_id=erased.person_id,
        city=erased.city,
        wait_days=0,
        is_again=True,
    )
    await engine.execute_workflow(
        erasure.TYPE,
        start,
        id=erasure.workflow_id(erased.erasure_id),
        task_queue=application.TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
        priority=Priority(fairness_key=erased.city),
    )


async def _terminate(engine: "Client", workflow_id: str) -> None:
    from temporalio.service import RPCError, RPCStatusCode

    try:
        await engine.get_workflow_handle(workflow_id).terminate(reason="erased again after a restore")
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


async def _compared(pool: Pool, engine: "Client") -> list[Found]:
    """Hold every open case against its workflow. What is on its way arrives meanwhile."""
    from cli.comparing import differences

    behind, ahead, missing = await differences(pool, engine, PATIENCE_SECONDS)
    return [
        _of_cases("read_model_behind", ahead, "workflows know more than what is shown"),
        _of_cases("workflow_behind", behind, "cases are shown further than their workflows are"),
        _of_cases("workflow_missing", missing, "open cases have no workflow"),
    ]


def _of_cases(kind: str, cases: list[UUID], what: str) -> Found:
    return Found(kind=kind, count=len(cases), what=what, lines=tuple(map(str, cases)), is_open=bool(cases))


def _pool(service: str) -> "AbstractAsyncContextManager[Pool]":
    kind: type[ServiceSettings] = import_module(f"services.{service}.settings").Settings
    return open_pool(settings_of(kind).database_url.get_secret_value(), size=2)


async def _engine() -> "Client":
    from kit.temporal import connect
    from workflows.settings import Settings

    return await connect(settings_of(Settings))
