"""The whole way of a case: which offices, how far it has come, and what time each usually takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import ceil

from contracts.application import Status
from contracts.case import Duty, Role, Stop
from services.declaration.drafting.domain.declarations import Record
from services.declaration.progress.domain.records import Move

LEAST = 10  # so many finished stays are needed before "usual" means anything
AT_THE_EMPLOYER = frozenset({Status.EXAMINING, Status.PUBLICISING, Status.PUBLICISED})
BEHIND_ALL = frozenset(
    {
        Status.AWAITING_PAYMENT,
        Status.PAID,
        Status.ACCEPTED,
        Status.FORM_ISSUED,
        Status.REPRINTING,
        Status.HANDING_IN,
        Status.HANDED_IN,
        Status.UNPAID,
        Status.TITLED,
    }
)
# Between two duties of an office: it is where it was last.
IN_BETWEEN = frozenset({Status.AWAITING_RECOMMENDATION_FEE, Status.RECOMMENDATION_FEE_PAID})
ENDED_HERE = frozenset({Status.REFUSED, Status.NOT_ELECTED, Status.RESULT_UPHELD})
DAY = timedelta(days=1)


class Standing(StrEnum):
    """How far one stop is."""

    DONE = "done"
    HERE = "here"
    LATER = "later"
    ENDED = "ended"  # refused or not elected here


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One stop of the way."""

    stop: Stop
    standing: Standing
    usual_days: int | None


def legs(record: Record, moves: Sequence[Move], usual: Mapping[str, timedelta]) -> tuple[Leg, ...]:
    """Every stop in order; none before the first submission, which decides the way."""
    here = _place(record, moves)
    at_place = Standing.ENDED if record.status in ENDED_HERE else Standing.HERE
    return tuple(
        Leg(
            stop=stop,
            standing=Standing.DONE if number < here else at_place if number == here else Standing.LATER,
            usual_days=max(ceil(usual[stop.stage] / DAY), 1) if stop.stage in usual else None,
        )
        for number, stop in enumerate(record.stops)
    )


def at_office(found: Sequence[Leg]) -> Stop | None:
    """The office that has the case now."""
    return next((leg.stop for leg in found if leg.standing is Standing.HERE), None)


def first_of(stops: Sequence[Stop], role: Role) -> Stop | None:
    """The first office of a role on the way: the applicant's local one."""
    return next((stop for stop in stops if stop.role is role), None)


def accepting(stops: Sequence[Stop]) -> Stop | None:
    """The office that takes the materials in and asks for the fee."""
    taking = {Duty.ACCEPT, Duty.CHARGE, Duty.ISSUE_FORM}
    return next((stop for stop in stops if taking & {*stop.duties}), None)


def receiving(stops: Sequence[Stop]) -> Stop | None:
    """The office that receives the printed review form."""
    return next((stop for stop in stops if Duty.HAND_IN in stop.duties), None)


def _place(record: Record, moves: Sequence[Move]) -> int:
    """The number of the stop where it is; behind the last when all have passed it, else before the first."""
    status = _left(record, moves)
    if status in AT_THE_EMPLOYER:
        return 0
    if status in BEHIND_ALL:
        return len(record.stops)
    stage = record.stage
    if status in ENDED_HERE | IN_BETWEEN:
        stage = next((move.stage for move in reversed(moves) if move.stage), "")
    return next((number for number, stop in enumerate(record.stops) if stop.stage == stage), -1)


def _left(record: Record, moves: Sequence[Move]) -> Status:
    """What a fee that was not paid has left, which of several it was; else where it is."""
    if record.status is not Status.UNPAID:
        return record.status
    return next((move.status for move in reversed(moves) if move.status is not Status.UNPAID), record.status)
