"""One act of operators over up to a thousand cases: each a command of its own, with a result of its own."""

import asyncio
from dataclasses import replace

from temporalio import workflow
from temporalio.common import VersioningBehavior
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from contracts import remedies as contract
    from contracts.remedies import ACT_NAMES, CaseResult, RemedyInput, RemedyProgress
    from contracts.remedying import PROGRESS
    from workflows.remedy.steps import Steps

AT_ONCE = 8
MOST_EVENTS = 225


@workflow.defn(name=contract.TYPE, versioning_behavior=VersioningBehavior.AUTO_UPGRADE)
class Remedy:
    """What one case says stops no other; a new run goes on where the one before stood."""

    @workflow.init
    def __init__(self, asked: RemedyInput) -> None:
        """The results so far are handed on."""
        self._asked = asked
        self._cases = tuple(dict.fromkeys(asked.case_ids))
        self._steps = Steps(asked)
        self._results = asked.done

    @workflow.run
    async def run(self, asked: RemedyInput) -> tuple[CaseResult, ...]:
        """A few cases at a time, in their order."""
        if len(self._cases) > contract.MOST_CASES:
            raise ApplicationError("too many", type="TooManyCases", non_retryable=True)
        while left := self._cases[len(self._results) :]:
            if workflow.info().get_current_history_length() > MOST_EVENTS:
                workflow.continue_as_new(replace(asked, done=self._results))
            found = await asyncio.gather(*(self._steps.act(case_id) for case_id in left[:AT_ONCE]))
            self._results = (*self._results, *found)
            workflow.set_current_details(self._details())
        return self._results

    @workflow.query(name=PROGRESS)
    def progress(self) -> RemedyProgress:
        """What came of it so far, case by case."""
        return RemedyProgress(total=len(self._cases), results=self._results)

    def _details(self) -> str:
        failed = sum(not one.is_done for one in self._results)
        trial = "（试运行，不改动数据）" if self._asked.is_dry_run else ""
        done = f"{len(self._results)}/{len(self._cases)}"
        return f"**{ACT_NAMES[self._asked.act]}**{trial}：{done}，未完成 {failed}"
