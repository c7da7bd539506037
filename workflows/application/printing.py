"""What is asked for the review form: once it is paid for, and after a return whether it has to be another."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts import documents
    from contracts.application import Start
    from contracts.case import Rendered, RenderRequest
    from workflows.application.domain import Case
    from workflows.application.rows import Ask
    from workflows.asking import ask

RENDERING = timedelta(seconds=90)

Change = Callable[[Case], Case]


def asks(start: Start) -> Mapping[Ask, Callable[[Case], Awaitable[Change]]]:
    """One question per `Ask` about the form."""
    steps = PrintingSteps(start)
    return {Ask.RENDER_FORM: steps.render_form, Ask.REPRINT_FORM: steps.reprint_form}


class PrintingSteps:
    """The questions about the review form of one application."""

    def __init__(self, start: Start) -> None:
        self._start = start

    async def render_form(self, case: Case) -> Change:
        """The form that is to be stamped."""
        return _printed(await self._ask(case, "生成评审表"))

    async def reprint_form(self, case: Case) -> Change:
        """Another form, unless it would say what the one says that was printed."""
        form = await self._ask(case, "核对评审表", printed=case.printed_sha256)
        if form.printed_sha256 and form.printed_sha256 == case.printed_sha256:
            return lambda after: replace(after, papers_stand=True)
        return _printed(form)

    async def _ask(self, case: Case, summary: str, *, printed: str = "") -> Rendered:
        start = self._start
        request = RenderRequest(
            application_id=start.application_id,
            city=start.city,
            plan=start.plan,
            manifest=case.sections,
            terms=start.terms,
            printed_sha256=printed,
        )
        form = documents.Documents.render_review_form
        return await ask(documents.TASK_QUEUE, form, request, summary, city=start.city, limit=RENDERING)


def _printed(form: Rendered) -> Change:
    return lambda after: replace(
        after.with_section(form.section, is_chained=False),
        printed_sha256=form.printed_sha256,
        papers_stand=False,
    )
