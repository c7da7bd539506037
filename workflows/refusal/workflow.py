"""One refusal: wait until it cannot be taken back any more, and have it told."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import VersioningBehavior

with workflow.unsafe.imports_passed_through():
    from contracts import refusal as contract
    from contracts import review
    from contracts.refusal import RefusalStart, SettleRefusal, State
    from workflows.asking import ask


@workflow.defn(name=contract.TYPE, versioning_behavior=VersioningBehavior.AUTO_UPGRADE)
class HeldRefusal:
    """Nobody tells it that the refusal was taken back or the case withdrawn: review knows at the end."""

    @workflow.run
    async def run(self, start: RefusalStart) -> State:
        """Sleep, then ask review once."""
        left = start.held_until - workflow.now()
        if left > timedelta():
            await workflow.sleep(left, summary="可以撤回“不通过”的时间")
        is_told = await ask(
            review.TASK_QUEUE,
            review.Review.settle_refusal,
            SettleRefusal(task_id=start.task_id, number=start.number),
            "告知“不通过”",
            city=start.city,
        )
        return State.TOLD if is_told else State.TAKEN_BACK
