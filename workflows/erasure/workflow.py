"""One request: is anything against it, does the person think again, then everybody forgets."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import VersioningBehavior

with workflow.unsafe.imports_passed_through():
    from contracts import erasure as contract
    from contracts.erasure import ErasureStart, State
    from workflows.erasure.steps import Steps


@workflow.defn(name=contract.TYPE, versioning_behavior=VersioningBehavior.AUTO_UPGRADE)
class Erasure:
    """The life of a request. It always goes forward, so it is a story and not a table."""

    @workflow.init
    def __init__(self, start: ErasureStart) -> None:
        """Nothing is known yet."""
        self._start = start
        self._steps = Steps(start)
        self._is_withdrawn = False

    @workflow.run
    async def run(self, start: ErasureStart) -> State:
        """Ask twice what is against it: a declaration may have been started while the person thought."""
        if start.is_again:
            return await self._erased()
        if await self._is_held():
            return State.HELD
        due_at = workflow.now() + timedelta(days=start.wait_days)
        await self._steps.note(State.WAITING, due_at=due_at)
        if await self._is_withdrawn_until_due(due_at - workflow.now()):
            await self._steps.note(State.WITHDRAWN)
            return State.WITHDRAWN
        if await self._is_held():
            return State.HELD
        return await self._erased()

    @workflow.signal
    def withdrawn(self) -> None:
        """The person thought again. Told after the end of the wait it changes nothing."""
        self._is_withdrawn = True

    async def _erased(self) -> State:
        await self._steps.note(State.ERASING)
        await self._steps.erase()
        await self._steps.note(State.ERASED)
        return State.ERASED

    async def _is_held(self) -> bool:
        holds = await self._steps.holds()
        if holds:
            await self._steps.note(State.HELD, holds=holds)
        return bool(holds)

    async def _is_withdrawn_until_due(self, wait: timedelta) -> bool:
        try:
            await workflow.wait_condition(
                lambda: self._is_withdrawn, timeout=wait, timeout_summary="可以撤回删除申请的期限"
            )
        except TimeoutError:
            return False
        return True
