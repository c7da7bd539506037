"""Cases on their way, with today's table or a coming one."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from contracts.application import Fact, Status
from contracts.case import Duty, Role, Stop
from contracts.declaration import Deadline
from contracts.review import Decided, PublicityPosted
from kit.ids import new_id
from workflows.application import domain
from workflows.application.domain import Case
from workflows.application.rows import Event, Kind, Table
from workflows.application.table import TABLE

NOON = datetime(2022, 9, 1, 4, tzinfo=UTC)
APPLICATION = UUID(int=1)
EMPLOYER = (Duty.EXAMINE, Duty.PUBLICISE)
CHARGING = (Duty.EXAMINE, Duty.ACCEPT, Duty.CHARGE)


def a_stop(stage: str, role: Role, *duties: Duty) -> Stop:
    return Stop(
        stage=stage,
        role=role,
        office_id=new_id(),
        office_name=stage,
        duties=duties or (Duty.EXAMINE,),
    )


STOPS = (
    a_stop("employer", Role.EMPLOYER, *EMPLOYER),
    a_stop("department", Role.DEPARTMENT),
    a_stop("hr", Role.HR),
    a_stop("committee", Role.COMMITTEE, *CHARGING),
)


def a_case(status: Status = Status.DRAFTING, **changes: object) -> Case:
    return Case(**{"status": status, "since": NOON, "stops": STOPS, **changes})  # type: ignore[arg-type]  # any field


def after(case: Case, *events: Event, table: Table = TABLE) -> Case:
    """The case after events that the table takes; what a status opens is awaited and has its date."""
    for event in events:
        case = opened(domain.on(case, event, NOON, table), table)
    return case


def opened(case: Case, table: Table = TABLE) -> Case:
    """What the shell would have opened on entering."""
    row = table[case.status]
    for kind in row.awaits:
        if not case.awaiting(kind):
            case = case.with_awaited(kind, case.id_of(APPLICATION, kind))
    if row.clock:
        deadline_id = case.id_of(APPLICATION, "deadline", row.clock.kind)
        deadline = Deadline(id=deadline_id, due_at=NOON, is_provisional=False, calendar_version="test")
        case = replace(case, deadline=deadline)
    return case


def decided(case: Case, code: str = "passed") -> Fact:
    return Fact(id=new_id(), kind=Decided.topic, answers=case.awaiting(Kind.TASK)[0], code=code)


def posted(case: Case) -> Fact:
    return Fact(id=new_id(), kind=PublicityPosted.topic, answers=case.awaiting(Kind.TASK)[0])


def told(case: Case, fact: Fact, table: Table = TABLE) -> Case:
    """The case after a fact that moves it."""
    event = domain.event_of(case, fact, table)
    assert event, (case.status, fact)
    return after(domain.answered(case, fact), event, table=table)


def through_employer(case: Case, table: Table = TABLE) -> Case:
    case = told(case, posted(case), table)
    case = after(case, Event.PERIOD_OVER, table=table)
    return told(case, decided(case), table)
