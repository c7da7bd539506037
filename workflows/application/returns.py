"""What is asked when a committee's office sends a case back that waits for its meeting."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts import review
    from contracts.application import Start
    from contracts.candidates import Candidates, SealReturn
    from contracts.sections.names import SectionKind
    from workflows.application.domain import Case
    from workflows.application.rows import Ask
    from workflows.asking import ask

Change = Callable[[Case], Case]


def asks(start: Start) -> Mapping[Ask, Callable[[Case], Awaitable[Change]]]:
    """One question per `Ask` about such a return."""
    steps = ReturnSteps(start)
    return {Ask.SEAL_RETURN: steps.seal_return}


class ReturnSteps:
    """The questions about the return of one application."""

    def __init__(self, start: Start) -> None:
        self._start = start

    async def seal_return(self, case: Case) -> Change:
        """What is to be mended, where the meeting's office sent the case back."""
        if case.returned is None:
            return lambda after: after
        request = SealReturn(
            candidate_id=case.returned, name=case.named(SectionKind.DECISION), previous=case.head
        )
        section = await ask(
            review.TASK_QUEUE, Candidates.seal_return, request, "封存退回意见", city=self._start.city
        )
        return lambda after: replace(after, returned=None).with_section(section, is_chained=True)
