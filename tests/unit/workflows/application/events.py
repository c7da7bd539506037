"""How many events a life writes into history, from the table: at most so many in each of its runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from contracts.application import Status
from contracts.case import Stop
from tests.unit.workflows.application.cases import NOON, a_case, decided, opened, posted
from workflows.application import domain
from workflows.application.domain import Case
from workflows.application.rows import RENEWING, Event
from workflows.application.table import TABLE
from workflows.application.workflow import MOST_EVENTS
from workflows.asking import OWNERS

TASK = 3  # a workflow task: scheduled, started, completed
ASK = 3 + TASK  # an activity, and the workflow task that takes its result
TELL = ASK + 1  # and the search attributes
FACT = 1 + TASK
TIMER = 1
FIRED = 1 + TASK
UPDATE = TASK + 2  # accepted and completed

# What ends each wait that is no office's decision, and what it costs to hear of it.
ENDS = {
    Status.AWAITING_PAYMENT: (Event.SETTLED, FACT),
    Status.AWAITING_RECOMMENDATION_FEE: (Event.SETTLED, FACT),
    Status.HANDING_IN: (Event.HANDED_IN, FACT),
    Status.AWAITING_MEETING: (Event.ELECTED, FACT),
    Status.RECOMMENDING: (Event.RECOMMENDED, FACT),
    Status.RESULT_PENDING: (Event.RESULT_PUBLISHED, FACT),
    Status.RESULT_PUBLICISING: (Event.RESULT_STANDS, FIRED),
}


@dataclass
class History:
    """The runs of one life so far."""

    case: Case
    runs: list[int] = field(default_factory=lambda: [1 + TASK])
    moves: list[tuple[Status, str, int]] = field(default_factory=list)

    def write(self, events: int) -> None:
        self.runs[-1] += events

    def enter(self, case: Case, cause: int) -> None:
        """What a move costs: what caused it, what is asked, what is told, and the wait that follows."""
        self.case = opened(case)
        row = TABLE[self.case.status]
        asked = sum(len(group) for group in (*row.asks, *row.then))
        is_sealed = any("seal_decision" in group for group in row.asks)
        asked -= is_sealed and case.decided is None
        cost = cause + ASK * asked + TELL + (2 * TIMER if row.clock else 0)
        self.case = replace(self.case, decided=None)
        self.moves.append((self.case.status, self.case.stage, cost))
        self.write(cost)

    def take(self, event: Event, cause: int) -> None:
        self.enter(domain.on(self.case, event, NOON), cause)
        moved = {event}
        while follow := domain.follows(self.case):
            self.enter(domain.on(self.case, follow, NOON), 0)
            moved.add(follow)
        if moved & RENEWING or self.runs[-1] > MOST_EVENTS:
            self.write(1)
            self.runs.append(1 + TASK)

    def submit(self) -> None:
        sealing = ASK * (len(OWNERS) + 1) + (0 if self.case.round else ASK)
        self.take(Event.SUBMITTED, UPDATE + sealing)

    def decide(self, code: str = "passed") -> None:
        fact = decided(self.case, code)
        event = domain.event_of(self.case, fact)
        assert event
        self.case = domain.answered(self.case, fact)
        self.take(event, FACT)

    def publicise(self) -> None:
        self.case = domain.answered(self.case, posted(self.case))
        self.take(Event.POSTED, FACT)
        self.take(Event.PERIOD_OVER, FIRED)

    def round(self, *, returned_at: int | None = None) -> None:
        """One submission through all offices, or to the one that returns it."""
        self.submit()
        self.publicise()
        stops = self.case.stops
        for place in range(len(stops)):
            if place == returned_at:
                self.decide("returned")
                return
            self.decide()
            while self.case.status in ENDS:
                self.take(*ENDS[self.case.status])


def a_life(stops: Sequence[Stop], returned_at: Iterable[int] = ()) -> History:
    """From 马上申报 to the end of the way, returned at some stops."""
    history = History(a_case(stops=tuple(stops)))
    history.enter(history.case, 0)
    for place in returned_at:
        history.round(returned_at=place)
    history.round()
    history.write(1)
    return history
