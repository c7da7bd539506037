"""The one state of an application, and what the table makes of it. Pure; passed whole to each new run."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from contracts.application import Fact, Status, Turn, derived_id
from contracts.candidates import CandidateReturned
from contracts.case import Duty, Manifest, Role, SectionRef, Stop
from contracts.clock import DeadlineChanged, Hold, HoldKind, HoldsChanged, Reinstated
from contracts.declaration import Deadline
from contracts.sections.names import SectionKind, SectionName, of_kind
from workflows.application.rows import ACCEPTANCE, PASSED_FREE, REPLIES, Event, Kind, Row, Table, Target, Way
from workflows.application.table import OVER, TABLE


class IllegalTransition(Exception):
    """The table does not know this move."""


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """Something that somebody has to answer; `heard` are the answers so far that are not the last."""

    kind: Kind
    id: UUID
    heard: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Unsealed:
    """A decision that moved the case and is sealed with the next that is asked."""

    task_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """One application as the workflow knows it."""

    status: Status = Status.DRAFTING
    since: datetime
    position: int = 1  # 1, 2, 3 … of what is told
    round: int = 0
    stops: tuple[Stop, ...] = ()
    place: int = 0
    duty: int = 0  # how many duties of the stop are taken up
    visits: Mapping[Status, int] = field(
        default_factory=lambda: {Status.DRAFTING: 1}
    )  # in this round and stage
    awaited: tuple[Awaited, ...] = ()
    abandoned: tuple[Awaited, ...] = ()  # what the last move left unanswered
    deadline: Deadline | None = None
    due_at: datetime | None = None  # what a recorded act has set for the deadline that opens next
    reminded_at: datetime | None = None
    holds: tuple[Hold, ...] = ()
    hold_numbers: Mapping[HoldKind, int] = field(default_factory=dict)  # the last that was told of each kind
    paused_at: datetime | None = None
    left: Status | None = None  # what an automatic end ended
    is_closed: bool = False  # its grace is over, too
    sections: Manifest = ()
    head: str = ""
    public_sha256: str = ""  # what the present round would make public
    publicised: str = ""  # what was last made public for a whole period
    decided: Unsealed | None = None
    re_review: UUID | None = None  # answered, and sealed with the next that is asked
    returned: UUID | None = None  # a candidate that was sent back, sealed with the next that is asked
    printed_sha256: str = ""  # what the form shows that was printed last
    papers_stand: bool = False  # whether what the present round would print is that
    order: UUID | None = None  # what was charged last
    fee_fen: int = 0
    fee_item: str = "评审费"  # of the standard; what a case owes that began before it was told
    submitted: UUID | None = None  # the command of the last submission
    inbox: tuple[Fact, ...] = ()  # facts that a new run takes over

    @property
    def stage(self) -> str:
        """Where on its route the case is, or was when it was sent back."""
        return self.stops[self.place].stage if self.stops else ""

    @property
    def remaining(self) -> tuple[Duty, ...]:
        """What is left to do at this stop."""
        return self.stops[self.place].duties[self.duty :] if self.stops else ()

    @property
    def publicity_stands(self) -> bool:
        """Whether what is to be made public was public for a whole period already."""
        return bool(self.publicised) and self.public_sha256 == self.publicised

    def id_of(self, application_id: UUID, *what: str) -> UUID:
        """The id of what this status opens: another round, stage or visit gives another."""
        return derived_id(application_id, *what, self.round, self.stage, self.visits.get(self.status, 1))

    def awaits(self, answers: UUID) -> Awaited | None:
        """What is awaited under this id."""
        return next((one for one in self.awaited if one.id == answers), None)

    def awaiting(self, kind: Kind) -> tuple[UUID, ...]:
        """Everything of a kind that is awaited."""
        return tuple(one.id for one in self.awaited if one.kind is kind)

    def with_awaited(self, kind: Kind, answers: UUID) -> "Case":
        """The case with one more thing that is awaited, or awaited already."""
        return (
            self
            if self.awaits(answers)
            else replace(self, awaited=(*self.awaited, Awaited(kind=kind, id=answers)))
        )

    def with_section(self, section: SectionRef, *, is_chained: bool) -> "Case":
        """The case with one more sealed section; a chained one is what the next has to name."""
        return replace(
            self,
            sections=(*self.sections, section),
            head=section.sha256 if is_chained else self.head,
        )

    def named(self, kind: SectionKind, *, is_of_stage: bool = True) -> str:
        """The name of the next section of a kind, which no section has yet."""
        known = {str(name) for name, _ in of_kind(self.sections, kind)}
        round_, stage = (self.round, self.stage) if is_of_stage else (0, "")
        names = (str(SectionName(kind, round_, stage, number)) for number in range(1, len(known) + 2))
        return next(name for name in names if name not in known)


def row_of(case: Case, table: Table = TABLE) -> Row:
    """Where the case stands."""
    return table[case.status]


def can(case: Case, event: Event, table: Table = TABLE) -> bool:
    """Whether the table takes this event now; what a first submission leads to is known with its route."""
    return table[case.status].leads.get(event) is Way.FIRST or _moved(case, event, table) is not None


def on(case: Case, event: Event, at: datetime, table: Table = TABLE) -> Case:
    """The case after the event, before anything is asked."""
    moved = _moved(case, event, table)
    if moved is None:
        raise IllegalTransition(case.status, event)
    row = table[moved.status]
    is_same_stop = (moved.round, moved.place) == (case.round, case.place)
    visits = dict(case.visits) if is_same_stop else {}
    visits[moved.status] = visits.get(moved.status, 0) + 1
    kept = tuple(one for one in case.awaited if is_same_stop and one.kind in row.awaits)
    return replace(
        moved,
        since=at,
        position=case.position + 1,
        visits=visits,
        awaited=kept,
        abandoned=tuple(one for one in case.awaited if one not in kept),
        deadline=None,
        paused_at=None,
        reminded_at=None,
        left=case.status if row.has_grace else case.left,
    )


def is_over(case: Case, table: Table = TABLE) -> bool:
    """Whether nothing can happen any more."""
    return case.is_closed or not any(can(case, event, table) for event in table[case.status].leads)


def follows(case: Case, table: Table = TABLE) -> Event | None:
    """The event that follows at once, now that nothing is left to ask."""
    row = table[case.status]
    stands = case.papers_stand if row.skips is Event.PAPERS_STAND else case.publicity_stands
    if row.skips and stands:
        return row.skips
    return row.goes_on if row.goes_on and can(case, row.goes_on, table) else None


def turn(case: Case, table: Table = TABLE) -> Turn:
    """Whose turn, why, since when, until when."""
    row = table[case.status]
    stop = case.stops[case.place] if row.is_at_an_office and case.stops else None
    running = case.deadline if not case.holds else None
    why = OVER if case.is_closed else row.why
    return Turn(
        who=row.who or (stop.role if stop else Role.PLATFORM),
        name=stop.office_name if stop and row.who is not Role.PLATFORM else "",
        why=f"{why}（期限中止）" if case.holds and row.clock else why,
        since=case.since,
        until=running.due_at if running else None,
        is_provisional=running.is_provisional if running else False,
    )


# Facts.


def event_of(case: Case, fact: Fact, table: Table = TABLE) -> Event | None:
    """The event that a fact is for this case now; none while it answers nothing that the table takes."""
    if fact.kind == Reinstated.topic:
        is_meant = case.deadline is not None and case.deadline.id == fact.answers
        return Event.REINSTATED if is_meant and can(case, Event.REINSTATED, table) else None
    reply, awaited = REPLIES.get(fact.kind), case.awaits(fact.answers)
    if reply is None or awaited is None or awaited.kind is not reply.answers or fact.id in awaited.heard:
        return None
    event = reply.events.get(fact.code)
    if event is not None and event in ACCEPTANCE and case.remaining[:1] == (ACCEPTANCE[event][0],):
        event = ACCEPTANCE[event][1]
    return event if event and can(case, event, table) else None


def is_wanted(case: Case, fact: Fact) -> bool:
    """Whether a fact can be of use, now or later: it answers what is awaited, or is news of the clock."""
    if fact.kind == HoldsChanged.topic:
        return fact.number > case.hold_numbers.get(HoldKind(fact.code), 0)
    if fact.kind in {DeadlineChanged.topic, Reinstated.topic}:
        known = case.deadline
        return known is not None and fact.answers == known.id and not 0 < fact.number <= known.number
    awaited = case.awaits(fact.answers)
    return awaited is not None and fact.id not in awaited.heard


def answered(case: Case, fact: Fact) -> Case:
    """The case with the answer taken; the last answer ends the wait."""
    if fact.kind == Reinstated.topic:
        return replace(case, due_at=fact.at)
    reply, awaited = REPLIES[fact.kind], case.awaits(fact.answers)
    assert awaited is not None  # noqa: S101 - only what is awaited is taken
    others = tuple(one for one in case.awaited if one is not awaited)
    if not reply.is_last:
        return replace(case, awaited=(*others, replace(awaited, heard=(*awaited.heard, fact.id))))
    if fact.kind == CandidateReturned.topic:
        return replace(case, awaited=others, returned=awaited.id)
    if awaited.kind is Kind.RE_REVIEW:
        return replace(case, awaited=others, re_review=awaited.id)
    if awaited.kind is not Kind.TASK:
        return replace(case, awaited=others)
    if fact.code == PASSED_FREE:
        case = replace(case, stops=_free_here(case))
    unsealed = Unsealed(task_id=awaited.id, name=case.named(SectionKind.DECISION))
    return replace(case, awaited=others, decided=unsealed)


# The clock.


def held(case: Case, fact: Fact) -> Case:
    """The case with the holds of one kind as they are now; the clock stands from the first on."""
    kind = HoldKind(fact.code)
    others = tuple(hold for hold in case.holds if hold.kind is not kind)
    case = replace(case, holds=(*others, *fact.holds), hold_numbers={**case.hold_numbers, kind: fact.number})
    return paused(case)


def paused(case: Case) -> Case:
    """The case whose clock stands, if something holds it and it ran."""
    if not case.holds or case.deadline is None or case.paused_at is not None:
        return case
    return replace(case, paused_at=max(case.since, min(hold.since for hold in case.holds)))


def ended_before(case: Case, at: datetime | None) -> datetime | None:
    """The end after which something was pressed; the same for every case, however late its clock wakes up."""
    if case.deadline is None or case.holds or at is None or at < case.deadline.due_at:
        return None
    return case.deadline.due_at


def end(case: Case, spread: timedelta, table: Table = TABLE) -> datetime | None:
    """When the clock ends the wait: a while after the deadline; never while it is held."""
    clock = table[case.status].clock
    if case.deadline is None or case.holds or clock is None:
        return None
    return case.deadline.due_at + clock.lingers + spread


def alarm(case: Case, spread: timedelta, table: Table = TABLE) -> datetime | None:
    """When to wake up next: at a reminder, else when the wait ends."""
    ends_at = end(case, spread, table)
    if ends_at is None or case.deadline is None:
        return None
    after = case.reminded_at or case.since
    return min([*(at for at in case.deadline.remind_at if at > after), ends_at])


# Where things lead.


def _moved(case: Case, event: Event, table: Table) -> Case | None:
    target: Target | None = table[case.status].leads.get(event)
    if target is None:
        return None
    if event is Event.RETURNED:
        waited = table[case.status].begins == (Duty.MEET,)
        case = replace(case, stops=_without_what_stays(case, waited=waited))
    if target is Way.BACK:
        return replace(case, status=case.left) if case.left else None
    if target is Way.FIRST:
        return _entrance(replace(case, round=case.round + 1, place=0, duty=0), table)
    if target is Way.NEXT:
        return _entrance(case, table)
    if target is Way.MEETING:
        duties = case.stops[case.place].duties if case.stops else ()
        again = replace(case, duty=duties.index(Duty.MEET)) if Duty.MEET in duties else None
        return _entrance(again, table) if again else None
    return replace(case, status=target)


def _without_what_stays(case: Case, *, waited: bool) -> tuple[Stop, ...]:
    """The way of a case that is sent back: examined anew, and what was paid, printed or voted stays."""
    anew = (Duty.EXAMINE, Duty.PUBLICISE, Duty.ACCEPT)
    before = tuple(
        replace(stop, duties=tuple(duty for duty in stop.duties if duty in anew))
        for stop in case.stops[: case.place]
    )
    here = case.stops[case.place]
    if waited:
        issued = (Duty.CHARGE, Duty.ISSUE_FORM)
        duties = (Duty.REPRINT if duty in issued else duty for duty in _paid(here).duties)
        here = replace(here, duties=tuple(duties))
    return (*before, here, *case.stops[case.place + 1 :])


def _paid(stop: Stop) -> Stop:
    """The stop of a committee that is not paid for recommending a case, or not again (B2.1)."""
    return replace(stop, duties=tuple(duty for duty in stop.duties if duty is not Duty.CHARGE_RECOMMENDATION))


def _free_here(case: Case) -> tuple[Stop, ...]:
    """The way of a case whose office passed it and charges nothing: its form is issued at once."""
    here = _paid(case.stops[case.place])
    here = replace(here, duties=tuple(Duty.ISSUE_FORM if one is Duty.CHARGE else one for one in here.duties))
    return (*case.stops[: case.place], here, *case.stops[case.place + 1 :])


def _entrance(case: Case, table: Table) -> Case | None:
    """The case at the first duty, from where it is on, that some status begins."""
    while case.place < len(case.stops):
        remaining = case.remaining
        fitting = [
            (len(row.begins), status)
            for status, row in table.items()
            if row.begins and row.begins == remaining[: len(row.begins)]
        ]
        if fitting:
            taken, status = max(fitting)
            return replace(case, status=status, duty=case.duty + taken)
        passed_by = (case.place, case.duty + 1) if remaining else (case.place + 1, 0)
        case = replace(case, place=passed_by[0], duty=passed_by[1])
    ends = [status for status, row in table.items() if row.ends_route]
    return replace(case, status=ends[0], place=len(case.stops) - 1, duty=0) if ends else None
