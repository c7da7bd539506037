"""What is asked of whom."""

from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts import declaration
    from contracts.season import DraftsReminder, SeasonStanding, SeasonStart
    from kit.clock import SHANGHAI
    from workflows.asking import ask

LONG = timedelta(minutes=10)  # drafts are many


class Steps:
    """The questions that the workflow of one season asks."""

    def __init__(self, start: SeasonStart) -> None:
        self._start = start

    async def look(self) -> SeasonStanding:
        """The window as it is now."""
        return await ask(
            declaration.TASK_QUEUE,
            declaration.Declaration.look_at_season,
            self._start,
            "查询申报时间",
            city=self._start.city,
        )

    async def remind(self, days_left: int, at: datetime) -> None:
        """Have everybody with a draft told; who was told on this day is not told again."""
        day = at.astimezone(SHANGHAI).date()
        reminder = DraftsReminder(city=self._start.city, plan=self._start.plan, day=day)
        await ask(
            declaration.TASK_QUEUE,
            declaration.Declaration.remind_drafts,
            reminder,
            f"短信：申报还有 {days_left} 天截止",
            city=self._start.city,
            limit=LONG,
        )
