"""What `zhicheng restore` finds, kind by kind, and mends by what the platform can do anyway."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

from cli.found import Found, Kind
from cli.surroundings import SERVICES, settings_of
from kit import outbox
from kit.clock import now
from kit.db import Pool, open_pool, transaction

if TYPE_CHECKING:
    from temporalio.client import Client

    from contracts.erasure import Erased
    from kit.settings import ServiceSettings

LEVELLED = ("identity", "declaration", "review", "payment")
BY = "恢复"
WHY = "平台故障，恢复数据期间期限中止"


async def prepared(
    since: datetime, told_since: datetime, again_since: datetime, held_since: datetime
) -> list[Found]:
    """All that must be so before the first process of ours starts."""
    from cli.rewinding import MARGIN, rewound

    async with AsyncExitStack() as stack:
        pools = {name: await stack.enter_async_context(_pool(name)) for name in SERVICES}
        found = [*await _voided(pools["identity"]), await _held(pools["declaration"], held_since)]
        if told_since > since:
            known = await _known(pools["declaration"])
            found += await rewound(await _engine(), since - MARGIN, known)
        found.append(await _handed_over(pools["notification"]))
        told = 0
        for pool in pools.values():
            async with transaction(pool) as conn:
                told += await outbox.tell_since(conn, again_since)
    return [*found, Found(kind=Kind.DECISION_NOT_DELIVERED, count=told, what="events are told again")]


async def reconciled(*, is_decided_anew: bool = False) -> list[Found]:
    """All that needs everybody's answers."""
    from cli.belonging import missed
    from cli.levelling import levelled

    async with AsyncExitStack() as stack:
        pools = {name: await stack.enter_async_context(_pool(name)) for name in LEVELLED}
        engine = await _engine()
        erased = await _erased_again(pools["identity"], pools["declaration"], engine)
        lifted = await _lifted(pools["declaration"])
        there = await missed(pools)  # keys first: what is sealed again meanwhile needs them
        return [
            erased,
            lifted,
            *await levelled(pools, engine, is_decided_anew=is_decided_anew),
            *there,
        ]


async def _known(pool: Pool) -> frozenset[str]:
    """The workflows of the cases that are there."""
    from contracts.application import workflow_id
    from services.declaration.drafting.store.declarations import open_declarations

    async with transaction(pool) as conn:
        return frozenset(workflow_id(case.id) for case in await open_declarations(conn))


async def _voided(pool: Pool) -> list[Found]:
    from services.identity.accounts.operations.restored import begin_anew

    async with transaction(pool, is_alone=True) as conn:
        voided = await begin_anew(conn, now())
    return [
        Found(kind=Kind.SESSIONS, count=voided.accounts, what="accounts were signed in: all sign in again"),
        Found(kind=Kind.CODES, count=voided.codes, what="one-time codes are void"),
    ]


async def _held(pool: Pool, since: datetime) -> Found:
    from services.declaration.progress.domain.records import Reason
    from services.declaration.progress.operations.outage import hold_passed

    async with transaction(pool, is_alone=True) as conn:
        held = await hold_passed(conn, Reason(by=BY, why=WHY, at=since), until=now())
    return Found(kind=Kind.DEADLINES, count=len(held), what="deadlines passed meanwhile and are held")


async def _lifted(pool: Pool) -> Found:
    from services.declaration.progress.domain.records import Reason
    from services.declaration.progress.operations.outage import lift_all

    lifted = await lift_all(pool, Reason(by=BY, why="平台已恢复", at=now()))
    return Found(kind=Kind.DEADLINES, count=lifted, what="holds are lifted: the time is given back")


async def _handed_over(pool: Pool) -> Found:
    from services.notification.operations import hand_over_again

    async with transaction(pool) as conn:
        again = await hand_over_again(conn, at=now())
    return Found(
        kind=Kind.MESSAGE_UNDELIVERED,
        count=again,
        what="messages without receipt go to the centre under their id",
    )


async def _erased_again(identity: Pool, declaration: Pool, engine: "Client") -> Found:
    from services.identity.privacy.store.erasures import erased_before

    async with transaction(identity) as conn:
        known = await erased_before(conn)
    count = 0
    async for erased in _erased():
        if erased.erasure_id not in known:
            await _erase(declaration, engine, erased)
            count += 1
    return Found(kind=Kind.ERASURES, count=count, what="persons were erased since and are again")


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


def _pool(service: str) -> "AbstractAsyncContextManager[Pool]":
    kind: type[ServiceSettings] = import_module(f"services.{service}.settings").Settings
    return open_pool(settings_of(kind).database_url.get_secret_value(), size=2)


async def _engine() -> "Client":
    from kit.temporal import connect
    from workflows.settings import Settings

    return await connect(settings_of(Settings))
