"""What is asked once a meeting has voted: its result sealed, published or recommended, the title recorded."""

from collections.abc import Awaitable, Callable, Mapping

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts import archive, results, review
    from contracts.application import Start, Status
    from contracts.case import Duty
    from contracts.sections.names import SectionKind, newest
    from workflows.application.domain import Case
    from workflows.application.rows import Ask, Kind
    from workflows.asking import ask

Change = Callable[[Case], Case]


def asks(start: Start) -> Mapping[Ask, Callable[[Case], Awaitable[Change]]]:
    """One question per `Ask` about results."""
    steps = ResultSteps(start)
    return {
        Ask.SEAL_RESULT: steps.seal_result,
        Ask.OPEN_RELEASE: steps.open_release,
        Ask.NOTE_RELEASE: steps.note_release,
        Ask.RECORD_TITLE: steps.record_title,
    }


class ResultSteps:
    """The questions about the result of one application."""

    def __init__(self, start: Start) -> None:
        self._start = start

    async def seal_result(self, case: Case) -> Change:
        """What was voted; with the title what its certificate says."""
        request = results.SealResult(
            application_id=self._start.application_id,
            city=self._start.city,
            plan=self._start.plan,
            round=case.round,
            stage=case.stage,
            name=case.named(SectionKind.RESULT),
            previous=case.head,
            manifest=case.sections,
            titled_at=case.since if case.status is Status.TITLED else None,
        )
        section = await ask(
            review.TASK_QUEUE, results.Results.seal_result, request, "封存评审结果", city=self._start.city
        )
        return lambda after: after.with_section(section, is_chained=True)

    async def open_release(self, case: Case) -> Change:
        """Put the case before the office whose meeting elected it."""
        start, stop = self._start, case.stops[case.place]
        is_recommended = Duty.RECOMMEND in stop.duties
        release = results.Release(
            id=case.id_of(start.application_id, Kind.RELEASE),
            application_id=start.application_id,
            person_id=start.person_id,
            city=start.city,
            plan=start.plan,
            round=case.round,
            stop=stop,
            onward=results.Onward.RECOMMEND if is_recommended else results.Onward.PUBLISH,
            opened_at=case.since,
        )
        await ask(
            review.TASK_QUEUE,
            results.Results.open_release,
            release,
            f"交办：{stop.office_name}",
            city=start.city,
        )
        return lambda after: after.with_awaited(Kind.RELEASE, release.id)

    async def note_release(self, case: Case) -> Change:
        """Tell until when the result is public."""
        for release_id in case.awaiting(Kind.RELEASE):
            assert case.deadline is not None  # noqa: S101 - a publicity has a deadline
            notice = results.ReleaseNotice(
                release_id=release_id,
                due_at=case.deadline.due_at,
                is_provisional=case.deadline.is_provisional,
            )
            await ask(
                review.TASK_QUEUE,
                results.Results.note_release,
                notice,
                "告知结果公示期限",
                city=self._start.city,
            )
        return _unchanged

    async def end_release(self, case: Case) -> bool:
        """Whether an objection is open, so that the publicity of the result does not end."""
        open_ = [
            await ask(
                review.TASK_QUEUE,
                results.Results.end_release,
                release_id,
                "结束结果公示",
                city=self._start.city,
            )
            for release_id in case.awaiting(Kind.RELEASE)
        ]
        return any(open_)

    async def record_title(self, case: Case) -> Change:
        """Put the title into the person's archive."""
        start, section = self._start, newest(case.sections, SectionKind.RESULT)
        assert section is not None  # noqa: S101 - it was sealed with the title
        granted = archive.GrantedTitle(
            application_id=start.application_id,
            person_id=start.person_id,
            employer_id=start.employer_id,
            result=section,
            granted_at=case.since,
        )
        await ask(
            archive.TASK_QUEUE, archive.Archive.record_title, granted, "职称记入业绩档案", city=start.city
        )
        return _unchanged


def _unchanged(case: Case) -> Case:
    return case
