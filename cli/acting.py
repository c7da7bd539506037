"""An act on stuck cases, asked of the services' own objects: one case after another, a result for each."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from cli.surroundings import pool_of, settings_of

if TYPE_CHECKING:
    from contracts.remedies import CaseResult, OneCase, Reason

    Ask = Callable[[OneCase], Awaitable[CaseResult]]

AWAY = "服务暂时没有响应，请稍后用同一操作编号重试。"


async def acted(one: "OneCase", case_ids: Sequence[UUID], reason: "Reason") -> "list[CaseResult]":
    """What came of it for each; one that fails stops no other. `one` says all but the case and the reason."""
    from contracts.remedies import PARTS, sealed_reason
    from services.declaration.settings import Settings

    sealed = sealed_reason(settings_of(Settings).field_cipher(), reason)
    async with AsyncExitStack() as stack:
        asks = [await stack.enter_async_context(_OPEN[part]()) for part in PARTS[one.act]]
        cities = await stack.enter_async_context(_cities())
        return [
            await _act(
                asks, replace(one, case_id=case_id, city=await cities(case_id), reason_encrypted=sealed)
            )
            for case_id in case_ids
        ]


async def _act(asks: "Sequence[Ask]", one: "OneCase") -> "CaseResult":
    from contracts.remedies import CaseResult, Code
    from contracts.remedying import joined
    from kit.errors import Unavailable

    results: list[CaseResult] = []
    try:
        for ask in asks:
            results.append(await ask(one))
            if not results[-1].is_done:
                break
    except Unavailable:
        return CaseResult(case_id=one.case_id, is_done=False, code=Code.AWAY, words=AWAY)
    return joined(one.case_id, results)


@asynccontextmanager
async def _cities() -> AsyncIterator[Callable[[UUID], Awaitable[str]]]:
    """In which city a case is; nothing of what is no case."""
    from kit.db import transaction
    from services.declaration.drafting.store.declarations import declaration
    from services.declaration.settings import Settings

    async with pool_of(settings_of(Settings)) as pool:

        async def city_of(case_id: UUID) -> str:
            async with transaction(pool) as conn:
                found = await declaration(conn, case_id)
            return found.city if found else ""

        yield city_of


@asynccontextmanager
async def _declaration() -> "AsyncIterator[Ask]":
    from contracts.remedies import Act
    from kit.blobs import Blobs
    from kit.calendar import Workdays
    from kit.crypto import FieldCipher
    from kit.sealed import CaseFile
    from kit.temporal import connect, reached
    from services.declaration.remedies.operations import Remedies
    from services.declaration.settings import Settings
    from workflows.remedy.telling import moves_told

    settings = settings_of(Settings)
    case_file = CaseFile(Blobs(settings), FieldCipher(settings.case_keys.get_secret_value()), "declaration")
    client = await connect(settings, lazy=True)
    async with pool_of(settings) as pool:
        remedies = Remedies(pool, case_file, settings.field_cipher(), Workdays(settings.calendar_years))

        async def ask(one: "OneCase") -> "CaseResult":
            if one.act is Act.REPLAY_READ_MODEL:
                with reached():
                    one = replace(one, moves=await moves_told(client, one.case_id))
            return await remedies.remedy(one)

        yield ask


@asynccontextmanager
async def _review() -> "AsyncIterator[Ask]":
    import cities
    from services.review.remedies.operations import Remedies
    from services.review.settings import Settings

    settings = settings_of(Settings)
    async with pool_of(settings) as pool:
        yield Remedies(pool, settings.field_cipher(), cities.load(settings.cities)).remedy


@asynccontextmanager
async def _payment() -> "AsyncIterator[Ask]":
    from services.payment.operations.remedying import Remedies
    from services.payment.settings import Settings

    settings = settings_of(Settings)
    async with pool_of(settings) as pool:
        yield Remedies(pool, settings.field_cipher()).remedy


@asynccontextmanager
async def _notification() -> "AsyncIterator[Ask]":
    from functools import partial

    from services.notification.operations import redeliver
    from services.notification.settings import Settings

    settings = settings_of(Settings)
    async with pool_of(settings) as pool:
        yield partial(redeliver, pool, settings.field_cipher())


@asynccontextmanager
async def _workflows() -> "AsyncIterator[Ask]":
    """The code of this installation replays the histories, as the workers' own would."""
    from kit.temporal import connect
    from workflows.remedy.activities import Activities
    from workflows.settings import Settings

    yield Activities(await connect(settings_of(Settings), lazy=True)).remedy


_OPEN: Mapping[str, "Callable[[], AbstractAsyncContextManager[Ask]]"] = {
    "declaration": _declaration,
    "review": _review,
    "payment": _payment,
    "notification": _notification,
    "workflows": _workflows,
}
