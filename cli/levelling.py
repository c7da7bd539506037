"""Cases and their workflows come to the same place again: looked at and mended until nothing moves any more.

What one mend brings about opens the next: a decision that is taken back has the next office asked, whose
decision may be sealed, too. What was on its way arrives meanwhile, and is given a while before anybody acts.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING
from uuid import UUID

from cli.comparing import Differences, differences
from cli.found import Found, Kind
from cli.retelling import commanded_again
from cli.surroundings import settings_of
from kit.blobs import Blobs
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.ids import new_id
from kit.sealed import CaseFile

if TYPE_CHECKING:
    from temporalio.client import Client

    from contracts.remedies import Act

PATIENCE_SECONDS = 60.0  # without anything that moves
ACT_SECONDS = 10.0  # how long what is on its way is waited for, and between two acts
PAUSE_SECONDS = 1.0
BY, WHY = "恢复", "恢复数据后核对流程与登记"


async def levelled(
    pools: Mapping[str, Pool], engine: "Client", *, is_decided_anew: bool = False
) -> list[Found]:
    """What was mended, and what is left to somebody."""
    levelling = Levelling(pools, engine, is_decided_anew=is_decided_anew)
    left = await levelling.run()
    return [
        Found(
            kind=Kind.PAID_NOT_ADVANCED, count=levelling.paid, what="orders were paid at the channel: settled"
        ),
        Found(
            kind=Kind.DECISION_SEALED,
            count=levelling.decided,
            what="decisions were read from sealed sections",
        ),
        Found(
            kind=Kind.COMMAND_LOST, count=levelling.commanded, what="submissions and withdrawals told again"
        ),
        Found(
            kind=Kind.MOVES_REPLAYED, count=len(levelling.replayed), what="cases show their workflow's moves"
        ),
        _open(Kind.READ_MODEL_BEHIND, left.ahead, "workflows know more than what is shown"),
        _open(Kind.WORKFLOW_BEHIND, left.behind, "cases are shown further than their workflows are"),
        _open(Kind.WORKFLOW_MISSING, left.missing, "open cases have no workflow"),
        _open(Kind.CASE_MISSING, left.unknown, "workflows run of cases that nobody knows"),
        _open(Kind.TASK_UNAWAITED, left.unawaited, "tasks wait at an office, and no workflow waits for them"),
    ]


def _open(kind: Kind, ids: Sequence[UUID], what: str) -> Found:
    return Found(kind=kind, count=len(ids), what=what, lines=tuple(map(str, ids)), is_open=bool(ids))


@dataclass
class Levelling:
    """One run of it, with what it has mended so far."""

    pools: Mapping[str, Pool]
    engine: "Client"
    is_decided_anew: bool
    paid: int = 0
    decided: int = 0
    commanded: int = 0
    replayed: set[UUID] = field(default_factory=set)
    _orders: set[UUID] = field(default_factory=set)  # asked for at the channel, each once
    _tasks: set[UUID] = field(default_factory=set)  # looked for in the store

    async def run(self) -> Differences:
        """Look, mend, look again; give up when nothing has moved for a while."""
        seen, moved_at, acted_at = None, monotonic(), monotonic()
        while True:
            found = await self._look()
            state = self._state(found)
            if state != seen:
                seen, moved_at = state, monotonic()
            elif found.is_level or monotonic() - moved_at > PATIENCE_SECONDS:
                return found
            if not found.is_level and monotonic() - acted_at > ACT_SECONDS:
                await self._act(found)
                acted_at = monotonic()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _look(self) -> Differences:
        self.paid += await self._settle()
        if not self.is_decided_anew:
            self.decided += await self._take_back()
        return await differences(self.pools["declaration"], self.pools["review"], self.engine)

    def _state(self, found: Differences) -> object:
        """What changes when anything moves."""
        at = {case_id: (case.position, case.status) for case_id, case in found.cases.items()}
        return at, found.behind, found.ahead, found.missing, self.paid, self.decided, self.commanded

    async def _settle(self) -> int:
        """Ask the channel about every order that was opened since the last look."""
        from services.payment.gateway.channel import open_channel
        from services.payment.operations.restored import find_paid
        from services.payment.settings import Settings
        from services.payment.store.orders import open_orders

        async with transaction(self.pools["payment"]) as conn:
            waiting = {order.id for order in await open_orders(conn)}
        if waiting <= self._orders:
            return 0
        async with open_channel(settings_of(Settings)) as channel:
            found = await find_paid(self.pools["payment"], channel, but=self._orders)
        self._orders |= waiting
        return len(found)

    async def _take_back(self) -> int:
        """Look for the sealed decision of every task that was opened since the last look."""
        import cities
        from services.review.examination.operations.restored import find_decided
        from services.review.settings import Settings
        from services.review.tasks.store.tasks import open_ids

        async with transaction(self.pools["review"]) as conn:
            waiting = set(await open_ids(conn))
        if waiting <= self._tasks:
            return 0
        settings = settings_of(Settings)
        blobs = Blobs(settings)
        file = CaseFile(blobs, FieldCipher(settings.case_keys.get_secret_value()), "review")
        found = await find_decided(
            self.pools["review"],
            settings.field_cipher(),
            cities.load(settings.cities),
            blobs,
            file,
            but=self._tasks,
        )
        self._tasks |= waiting
        return len(found)

    async def _act(self, found: Differences) -> None:
        """What did not come by itself is told again, and what is shown follows the workflows."""
        from contracts.remedies import Act

        for case_id in found.behind:
            case = found.cases[case_id]
            self.commanded += await commanded_again(self.pools["declaration"], self.engine, case_id, case)
        await self._do(Act.NUDGE, found.behind)
        self.replayed |= await self._do(Act.REPLAY_READ_MODEL, found.ahead)

    async def _do(self, act: "Act", case_ids: Sequence[UUID]) -> set[UUID]:
        """An act of operators, recorded as theirs; of which cases it was done."""
        from cli.acting import acted
        from contracts.remedies import Code, OneCase, Reason

        nobody = UUID(int=0)
        one = OneCase(act_id=new_id(), act=act, case_id=nobody, city="", at=now(), reason_encrypted="")
        results = await acted(one, case_ids, Reason(by=BY, why=WHY)) if case_ids else []
        return {result.case_id for result in results if result.is_done and result.code is Code.DONE}
