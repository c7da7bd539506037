"""One term: remind the chief clerk before its last day, and end the authorisation after it."""

from temporalio import workflow
from temporalio.common import VersioningBehavior

with workflow.unsafe.imports_passed_through():
    from contracts import authorisation as contract
    from contracts.authorisation import AuthorisationStart, State
    from kit.clock import end_of
    from workflows.authorisation.domain import coming
    from workflows.authorisation.steps import Steps


@workflow.defn(name=contract.TYPE, versioning_behavior=VersioningBehavior.AUTO_UPGRADE)
class Authorisation:
    """The life of a term. Nobody tells it of a new letter: it asks whenever it wakes up."""

    @workflow.init
    def __init__(self, start: AuthorisationStart) -> None:
        """Nothing was told yet."""
        self._start = start
        self._steps = Steps(start)

    @workflow.run
    async def run(self, start: AuthorisationStart) -> State:
        """Wake up for each reminder that is not past, and at the end."""
        while not (moment := coming(start.valid_until, workflow.now())).is_end:
            await workflow.sleep(moment.at - workflow.now(), summary=f"到期前 {moment.days_left} 天")
            if not await self._is_current(moment.days_left):
                return State.RENEWED
        if moment.at > workflow.now():
            await workflow.sleep(moment.at - workflow.now(), summary="授权到期")
        return State.ENDED if await self._steps.end() else State.RENEWED

    async def _is_current(self, days_left: int) -> bool:
        standing = await self._steps.standing()
        if standing.is_current and standing.chief_id and workflow.now() < end_of(self._start.valid_until):
            await self._steps.remind(standing.chief_id, days_left)
        return standing.is_current
