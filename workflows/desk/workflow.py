"""One desk while something waits there: its people are told when it fills, and each working day's morning."""

from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import VersioningBehavior

with workflow.unsafe.imports_passed_through():
    from contracts import offices as contract
    from contracts.dues import DueStanding
    from contracts.notification import Template
    from contracts.offices import DeskStanding, DeskStart
    from workflows.desk import domain
    from workflows.desk.domain import Memory
    from workflows.desk.steps import Steps

MOST_EVENTS = 225


@workflow.defn(name=contract.TYPE, versioning_behavior=VersioningBehavior.AUTO_UPGRADE)
class Desk:
    """It knows nothing of what waits: whenever it wakes up, or is told that the desk filled, it looks."""

    @workflow.init
    def __init__(self, start: DeskStart, memory: Memory | None) -> None:
        """A new run remembers what the one before told."""
        self._steps = Steps(start)
        self._memory = memory or Memory()
        self._is_filled = False

    @workflow.run
    async def run(self, start: DeskStart, _: Memory | None) -> None:
        """Until a look finds nothing. Told of more meanwhile, it looks once more."""
        while True:
            self._is_filled = False
            alarm = await self._look()
            if alarm is None and not self._is_filled:
                return
            if workflow.info().get_current_history_length() > MOST_EVENTS:
                workflow.continue_as_new(args=[start, self._memory])
            await self._sleep(alarm)

    @workflow.signal
    def filled(self) -> None:
        """Something waits where nothing waited. Told twice, the second look finds nothing new."""
        self._is_filled = True

    async def _look(self) -> datetime | None:
        desk = await self._steps.look(workflow.now())
        dues = await self._dues(desk)
        now = workflow.now()
        due = domain.notice(desk, self._memory, now, dues)
        if due:
            await self._steps.tell(due, desk, now, dues)
        if due and dues and domain.is_newly_late(dues, self._memory):
            await self._steps.tell_above(desk, dues, now)
        self._memory = domain.told(desk, self._memory, due, now, dues)
        return domain.wakes_at(desk, self._memory, now)

    async def _dues(self, desk: DeskStanding) -> DueStanding | None:
        """What is due: asked in the morning where the city sets days, which no desk was told of before."""
        is_morning = domain.notice(desk, self._memory, workflow.now()) is Template.WORK_WAITING
        return await self._steps.look_at_dues(workflow.now()) if desk.is_limited and is_morning else None

    async def _sleep(self, alarm: datetime | None) -> None:
        if alarm is None:
            return
        try:
            await workflow.wait_condition(
                lambda: self._is_filled,
                timeout=max(alarm - workflow.now(), timedelta()),
                timeout_summary="再看待办的时间",
            )
        except TimeoutError:
            return
