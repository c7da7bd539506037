"""What a row of the table can say: of whom a status asks what, what it waits for, and where things lead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from contracts.application import Status
from contracts.candidates import CandidateReturned, Judged
from contracts.case import Duty, Role
from contracts.clock import DeadlineChanged, DeadlineKind, HoldsChanged, Reinstated
from contracts.committee import HandedIn
from contracts.notification import Template
from contracts.payment import Settled
from contracts.rereview import Finding, ReReviewAnswered, ReReviewAsked
from contracts.results import Outcome, Recommended, ResultOverturned, ResultPublished
from contracts.review import Decided, PublicityPosted


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
    HANDED_IN = "handed_in"
    PAPERS_STAND = "papers_stand"
    WENT_ON = "went_on"
    REINSTATED = "reinstated"
    RECOMMENDED = "recommended"
    RESULT_PUBLISHED = "result_published"
    OBJECTED = "objected"
    OVERTURNED = "overturned"
    RESULT_STANDS = "result_stands"
    ELECTED = "elected"
    NOT_ELECTED = "not_elected"
    RE_REVIEW_ASKED = "re_review_asked"
    UPHELD = "upheld"
    SET_ASIDE = "set_aside"


class Note(StrEnum):
    """What is told of an application that stays in its status."""

    REMINDED = "reminded"
    DEADLINE_CHANGED = "deadline_changed"
    HELD = "held"
    RELEASED = "released"
    CLOSED = "closed"


class Way(StrEnum):
    """Where an event leads when the route or the past decides it."""

    NEXT = "next"  # the next duty of this stop, or the first of the next stop
    FIRST = "first"  # the first duty of the first stop: the next round
    BACK = "back"  # the status that an automatic end had left
    MEETING = "meeting"  # the meeting of this stop once more, with all that follows it


Target = Status | Way


class Kind(StrEnum):
    """What can be awaited of others; each has ids of its own."""

    TASK = "task"
    ORDER = "order"
    OBJECTION = "objection"
    HAND_IN = "hand_in"
    RELEASE = "release"  # what a meeting elected, to be published or recommended
    CANDIDATE = "candidate"  # what a meeting votes on
    RE_REVIEW = "re_review"  # its request, then its answer


class Ask(StrEnum):
    """What is asked of whom; `steps` knows how. Each is one activity, or a note of one's own."""

    RENDER_SHEET = "render_sheet"
    OPEN_TASK = "open_task"  # the decision that sends the case here is sealed with it
    SEAL_DECISION = "seal_decision"
    END_PUBLICITY = "end_publicity"
    CLOSE_TASKS = "close_tasks"
    OPEN_DEADLINE = (
        "open_deadline"  # where something else needs the date; otherwise it is opened with the move
    )
    REQUEST_FEE = "request_fee"
    CLOSE_ORDER = "close_order"
    SEAL_SETTLEMENT = "seal_settlement"
    RENDER_FORM = "render_form"
    OPEN_HAND_IN = "open_hand_in"
    NOTE_PUBLICITY = "note_publicity"
    SEAL_RESULT = "seal_result"
    OPEN_RELEASE = "open_release"
    NOTE_RELEASE = "note_release"
    END_RELEASE = "end_release"
    RECORD_TITLE = "record_title"
    ENTER_CANDIDATE = "enter_candidate"
    AWAIT_RE_REVIEW = "await_re_review"
    END_RE_REVIEW = "end_re_review"
    SEAL_RETURN = "seal_return"
    REPRINT_FORM = "reprint_form"
    SEAL_RE_REVIEW = "seal_re_review"
    CLOSE_RE_REVIEW = "close_re_review"


@dataclass(frozen=True, kw_only=True)
class Clock:
    """The deadline of a status. At its end `check` asks the outside world, which may know better: `unless`.

    Without `end` the workflow is over when the time is, at once where the plan sets none. What was pressed
    before the end and is still on its way counts as long as the clock `lingers`.
    """

    kind: DeadlineKind
    end: Event | None = None
    check: Ask | None = None
    unless: Event | None = None
    reminder: Template | None = None
    lingers: timedelta = timedelta()


@dataclass(frozen=True, kw_only=True)
class Row:
    """One status."""

    who: Role | None  # the office's own role where it says None
    why: str
    leads: Mapping[Event, Target] = field(default_factory=dict)
    begins: tuple[Duty, ...] = ()  # the duties that a case takes up by coming here
    asks: tuple[tuple[Ask, ...], ...] = ()  # on entering, in order; the members of a group side by side
    then: tuple[tuple[Ask, ...], ...] = ()  # when everybody has been told
    goes_on: Event | None = None  # what follows at once when nothing is left to ask
    skips: Event | None = None  # what follows at once when a former publicity, or what was handed in, stands
    awaits: frozenset[Kind] = frozenset()
    clock: Clock | None = None
    tells_deadline: Ask | None = None  # whoever shows the deadline is told when it moves
    notice: Template | None = None
    notice_says: frozenset[str] = frozenset()  # facts of the notice besides the plan: item, amount, due
    is_at_an_office: bool = False
    ends_route: bool = False  # where what comes next leads when no duty is left; without one the case is over

    @property
    def has_grace(self) -> bool:
        """Whether this end came by the clock alone and can be undone for a while."""
        return self.clock is not None and self.clock.kind is DeadlineKind.GRACE

    @property
    def may_lapse(self) -> bool:
        """Whether the case is over when its time here is."""
        return self.clock is not None and self.clock.end is None

    @property
    def may_withdraw(self) -> bool:
        """Whether the applicant may end it."""
        return Event.WITHDRAWN in self.leads


Table = Mapping[Status, Row]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a fact from outside means: what it answers, which event it is, whether it is the last answer."""

    answers: Kind
    events: Mapping[str, Event]  # by the fact's code
    is_last: bool = True


PASSED_FREE = "passed_free"  # by an office that has set that it charges nothing (收费设定, B2.1)
VERDICTS = {
    "passed": Event.PASSED,
    PASSED_FREE: Event.PASSED,
    "returned": Event.RETURNED,
    "refused": Event.REFUSED,
}
OUTCOMES: Mapping[str, Event] = {Outcome.ELECTED: Event.ELECTED, Outcome.NOT_ELECTED: Event.NOT_ELECTED}
FINDINGS: Mapping[str, Event] = {Finding.UPHELD: Event.UPHELD, Finding.SET_ASIDE: Event.SET_ASIDE}

REPLIES: Mapping[str, Reply] = {
    Decided.topic: Reply(answers=Kind.TASK, events=VERDICTS),
    PublicityPosted.topic: Reply(answers=Kind.TASK, events={"": Event.POSTED}, is_last=False),
    Settled.topic: Reply(answers=Kind.ORDER, events={"": Event.SETTLED}),
    HandedIn.topic: Reply(answers=Kind.HAND_IN, events={"": Event.HANDED_IN}),
    Recommended.topic: Reply(answers=Kind.RELEASE, events={"": Event.RECOMMENDED}),
    ResultPublished.topic: Reply(answers=Kind.RELEASE, events={"": Event.RESULT_PUBLISHED}, is_last=False),
    ResultOverturned.topic: Reply(answers=Kind.RELEASE, events={"": Event.OVERTURNED}),
    ReReviewAsked.topic: Reply(answers=Kind.RE_REVIEW, events={"": Event.RE_REVIEW_ASKED}, is_last=False),
    ReReviewAnswered.topic: Reply(answers=Kind.RE_REVIEW, events=FINDINGS),
    Judged.topic: Reply(answers=Kind.CANDIDATE, events=OUTCOMES),
    CandidateReturned.topic: Reply(answers=Kind.CANDIDATE, events={"": Event.RETURNED}),
}
# Facts about the clock; they answer the deadline that runs, or nothing that was asked.
CLOCK_FACTS = frozenset({DeadlineChanged.topic, HoldsChanged.topic, Reinstated.topic})

# A pass means more where the office accepts as well.
ACCEPTANCE: Mapping[Event, tuple[Duty, Event]] = {Event.PASSED: (Duty.ACCEPT, Event.ACCEPTED)}
# After these the case goes on in a new run.
RENEWING = frozenset({Event.SUBMITTED, Event.WENT_ON, Event.RECOMMENDED})
