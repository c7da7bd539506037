"""What is asked around a re-review (复查): the wait for a request, its end, the answer that stands."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts import declaration, review
    from contracts.application import Start
    from contracts.rereview import ReReviews, ReReviewWindow, SealReReview
    from contracts.sections.names import SectionKind
    from workflows.application.domain import Case
    from workflows.application.rows import Ask, Kind
    from workflows.asking import ask

SEALED = "2026-11-30-re-review-sealed"  # cases that were answered before have no such section

Change = Callable[[Case], Case]


def asks(start: Start) -> Mapping[Ask, Callable[[Case], Awaitable[Change]]]:
    """One question per `Ask` about re-reviews."""
    steps = ReReviewSteps(start)
    return {
        Ask.AWAIT_RE_REVIEW: steps.await_re_review,
        Ask.SEAL_RE_REVIEW: steps.seal_re_review,
        Ask.CLOSE_RE_REVIEW: steps.close_re_review,
    }


class ReReviewSteps:
    """The questions about the re-review of one application."""

    def __init__(self, start: Start) -> None:
        self._start = start

    async def await_re_review(self, case: Case) -> Change:
        """A request has the id of its deadline: each result has another, and is asked about once."""
        deadline = case.deadline
        return lambda after: after.with_awaited(Kind.RE_REVIEW, deadline.id) if deadline else after

    async def end_re_review(self, case: Case) -> bool:
        """Whether a request was made in time; none is taken from now on."""
        asked = [
            await ask(
                declaration.TASK_QUEUE,
                ReReviewWindow.end_re_review,
                re_review_id,
                "结束复查申请期限",
                city=self._start.city,
            )
            for re_review_id in case.awaiting(Kind.RE_REVIEW)
        ]
        return any(asked)

    async def seal_re_review(self, case: Case) -> Change:
        """What was answered, where that led the case here."""
        if case.re_review is None:
            return lambda after: after
        if not workflow.patched(SEALED):
            return lambda after: replace(after, re_review=None)
        request = SealReReview(
            re_review_id=case.re_review, name=case.named(SectionKind.RE_REVIEW), previous=case.head
        )
        section = await ask(
            review.TASK_QUEUE, ReReviews.seal_re_review, request, "封存复查答复", city=self._start.city
        )
        return lambda after: replace(after, re_review=None).with_section(section, is_chained=True)

    async def close_re_review(self, _: Case) -> Change:
        """Tell the office that its answer is known."""
        start = self._start
        await ask(
            review.TASK_QUEUE, ReReviews.close_re_review, start.application_id, "办结复查", city=start.city
        )
        return lambda after: after
