"""The order of things, once: statuses, events, what leads where, whose turn it is. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contracts.application import STATUS_NAMES, DeadlineKind, Status, Turn, Verdict
from contracts.case import Manifest, Role, SectionRef, Stop
from contracts.declaration import Deadline


class Event(StrEnum):
    """What can happen to an application."""

    STARTED = "started"
    SUBMITTED = "submitted"
    POSTED = "posted"
    PUBLICITY_STANDS = "publicity_stands"
    PERIOD_OVER = "period_over"
    PASSED = "passed"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    MISSED = "missed"
    SETTLED = "settled"
    FEE_LAPSED = "fee_lapsed"
    FORM_ISSUED = "form_issued"


S, E = Status, Event

TRANSITIONS: Mapping[tuple[Status, Event], Status] = {
    (S.DRAFTING, E.SUBMITTED): S.EXAMINING,
    (S.DRAFTING, E.WITHDRAWN): S.WITHDRAWN,
    (S.DRAFTING, E.MISSED): S.MISSED,
    (S.EXAMINING, E.POSTED): S.PUBLICISING,
    (S.EXAMINING, E.PUBLICITY_STANDS): S.PUBLICISED,
    (S.EXAMINING, E.RETURNED): S.RETURNED,
    (S.EXAMINING, E.REFUSED): S.REFUSED,
    (S.EXAMINING, E.WITHDRAWN): S.WITHDRAWN,
    (S.PUBLICISING, E.PERIOD_OVER): S.PUBLICISED,
    (S.PUBLICISING, E.RETURNED): S.RETURNED,
    (S.PUBLICISING, E.REFUSED): S.REFUSED,
    (S.PUBLICISING, E.WITHDRAWN): S.WITHDRAWN,
    (S.PUBLICISED, E.PASSED): S.REVIEWING,
    (S.PUBLICISED, E.RETURNED): S.RETURNED,
    (S.PUBLICISED, E.REFUSED): S.REFUSED,
    (S.PUBLICISED, E.WITHDRAWN): S.WITHDRAWN,
    (S.REVIEWING, E.PASSED): S.REVIEWING,
    (S.REVIEWING, E.ACCEPTED): S.AWAITING_PAYMENT,
    (S.REVIEWING, E.RETURNED): S.RETURNED,
    (S.REVIEWING, E.REFUSED): S.REFUSED,
    (S.REVIEWING, E.WITHDRAWN): S.WITHDRAWN,
    (S.RETURNED, E.SUBMITTED): S.EXAMINING,
    (S.RETURNED, E.WITHDRAWN): S.WITHDRAWN,
    (S.RETURNED, E.MISSED): S.MISSED,
    (S.AWAITING_PAYMENT, E.SETTLED): S.PAID,
    (S.AWAITING_PAYMENT, E.FEE_LAPSED): S.UNPAID,
    (S.PAID, E.FORM_ISSUED): S.FORM_ISSUED,
}

TERMINAL = frozenset(Status) - {status for status, _ in TRANSITIONS}

# What the end of a status's deadline means.
DEADLINES: Mapping[Status, tuple[DeadlineKind, Event]] = {
    S.DRAFTING: (DeadlineKind.SUBMISSION, E.MISSED),
    S.PUBLICISING: (DeadlineKind.PUBLICITY, E.PERIOD_OVER),
    S.RETURNED: (DeadlineKind.RESUBMISSION, E.MISSED),
    S.AWAITING_PAYMENT: (DeadlineKind.PAYMENT, E.FEE_LAPSED),
}

VERDICTS: Mapping[Verdict, Event] = {
    Verdict.PASSED: E.PASSED,
    Verdict.RETURNED: E.RETURNED,
    Verdict.REFUSED: E.REFUSED,
}

# Who is on turn, and why; the office's own role where it says None.
TURNS: Mapping[Status, tuple[Role | None, str]] = {
    S.DRAFTING: (Role.APPLICANT, "填写申报信息并提交"),
    S.EXAMINING: (Role.EMPLOYER, "逐项审查申报材料，导出公示表并公示"),
    S.PUBLICISING: (Role.PLATFORM, "单位公示期未满"),
    S.PUBLICISED: (Role.EMPLOYER, "录入公示结果和审查意见"),
    S.REVIEWING: (None, "审查申报材料并签署意见"),
    S.RETURNED: (Role.APPLICANT, "按退回意见修改后重新提交"),
    S.AWAITING_PAYMENT: (Role.APPLICANT, "缴纳评审费"),
    S.PAID: (Role.PLATFORM, "生成评审表"),
}
OVER = (Role.PLATFORM, "本次申报已办结")


class IllegalTransition(Exception):
    """The table does not know this move."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One application as the workflow knows it. `open` is the task or order whose answer is awaited."""

    status: Status = Status.DRAFTING
    round: int = 0
    stops: tuple[Stop, ...] = ()
    place: int = 0
    open: UUID | None = None
    deadline: Deadline | None = None
    since: datetime
    position: int = 1
    sections: Manifest = ()
    head: str = ""
    public_sha256: str = ""  # what the present round would make public
    publicised: str = ""  # what was last made public for a whole period

    @property
    def is_over(self) -> bool:
        """Whether nothing can happen any more."""
        return self.status in TERMINAL

    @property
    def stop(self) -> Stop | None:
        """The office where the case lies."""
        is_at_an_office = self.status in {S.EXAMINING, S.PUBLICISING, S.PUBLICISED, S.REVIEWING}
        return self.stops[self.place] if is_at_an_office else None

    @property
    def is_at_last_stop(self) -> bool:
        """Whether a pass here is the acceptance."""
        return self.place == len(self.stops) - 1

    def can(self, event: Event) -> bool:
        """Whether the table takes this event now."""
        return (self.status, event) in TRANSITIONS

    def on(self, event: Event, at: datetime) -> "Case":
        """The case after the event."""
        if not self.can(event):
            raise IllegalTransition(self.status, event)
        moved = replace(
            self,
            status=TRANSITIONS[self.status, event],
            since=at,
            position=self.position + 1,
            open=self.open if event in {E.POSTED, E.PERIOD_OVER, E.PUBLICITY_STANDS} else None,
            deadline=None,
        )
        if event is E.SUBMITTED:
            return replace(moved, round=self.round + 1, place=0)
        if event is E.PASSED:
            return replace(moved, place=self.place + 1)
        if event is E.PERIOD_OVER:
            return replace(moved, publicised=self.public_sha256)
        return moved

    def with_section(self, section: SectionRef, *, is_chained: bool) -> "Case":
        """The case with one more sealed section; a chained one is what the next has to name."""
        return replace(
            self,
            sections=(*self.sections, section),
            head=section.sha256 if is_chained else self.head,
        )

    def decided(self, verdict: Verdict) -> Event:
        """What an office's verdict means here: a pass at the last stop is the acceptance."""
        event = VERDICTS[verdict]
        return E.ACCEPTED if event is E.PASSED and self.is_at_last_stop else event

    @property
    def turn(self) -> Turn:
        """Whose turn, why, since when, until when."""
        who, why = TURNS.get(self.status, OVER)
        stop = self.stop
        return Turn(
            who=who or (stop.role if stop else Role.PLATFORM),
            name=stop.office_name if stop and who is not Role.PLATFORM else "",
            why=why,
            since=self.since,
            until=self.deadline.due_at if self.deadline else None,
            is_provisional=self.deadline.is_provisional if self.deadline else False,
        )


def diagram() -> str:
    """The table as a Mermaid state diagram with a legend, for docs/states.md."""
    lines = [f"    {source} --> {target}: {event}" for (source, event), target in TRANSITIONS.items()]
    ends = [f"    {status} --> [*]" for status in Status if status in TERMINAL]
    legend = [f"| `{status}` | {STATUS_NAMES[status]} | {TURNS.get(status, OVER)[1]} |" for status in Status]
    return "\n".join(
        [
            "# The states of an application",
            "",
            "Generated by `make diagrams` from the table in `workflows/application/domain.py`.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {Status.DRAFTING}",
            *lines,
            *ends,
            "```",
            "",
            "| status | 中文 | what is awaited |",
            "| --- | --- | --- |",
            *legend,
            "",
        ]
    )
