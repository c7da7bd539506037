"""One season: wait for the opening, remind those with drafts before the end, and be over with the window."""

from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import VersioningBehavior

with workflow.unsafe.imports_passed_through():
    from contracts import season as contract
    from contracts.season import SeasonStanding, SeasonStart
    from kit.clock import SHANGHAI
    from workflows.season import domain
    from workflows.season.domain import Memory
    from workflows.season.steps import Steps

MOST_EVENTS = 225


@workflow.defn(name=contract.TYPE, versioning_behavior=VersioningBehavior.AUTO_UPGRADE)
class Season:
    """It knows no window and no draft: whenever it wakes up, or is told of another window, it looks."""

    @workflow.init
    def __init__(self, start: SeasonStart, memory: Memory | None) -> None:
        """A new run remembers what the one before saw to."""
        self._steps = Steps(start)
        self._later = domain.spread(start)
        self._memory = memory or Memory()
        self._is_changed = False

    @workflow.run
    async def run(self, start: SeasonStart, _: Memory | None) -> None:
        """Until the window has closed. Told of another one meanwhile, it looks once more."""
        while True:
            self._is_changed = False
            alarm = await self._look()
            if alarm is None and not self._is_changed:
                return
            if workflow.info().get_current_history_length() > MOST_EVENTS:
                workflow.continue_as_new(args=[start, self._memory])
            await self._sleep(alarm)

    @workflow.signal
    def changed(self) -> None:
        """The window may be another one. Told twice, the second look finds nothing new."""
        self._is_changed = True

    async def _look(self) -> datetime | None:
        season = await self._steps.look()
        now = workflow.now()
        if reminder := domain.due(season, self._memory, self._later, now):
            await self._steps.remind(reminder.days_left, now)
            self._memory = domain.told(season, now)
        now = workflow.now()
        workflow.set_current_details(_details(season, now))
        return domain.wakes_at(season, self._later, now)

    async def _sleep(self, alarm: datetime | None) -> None:
        if alarm is None:
            return
        try:
            await workflow.wait_condition(
                lambda: self._is_changed,
                timeout=max(alarm - workflow.now(), timedelta()),
                timeout_summary="申报开始、提醒或截止的时间",
            )
        except TimeoutError:
            return


def _details(season: SeasonStanding, now: datetime) -> str:
    """What operators read of it in the Temporal UI."""
    window = " 至 ".join(
        f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" for at in (season.opens_at, season.closes_at)
    )
    return f"**{domain.phase(season, now)}**\n\n- 申报时间：{window}"
