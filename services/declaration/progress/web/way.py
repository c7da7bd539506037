"""The way of a case in words: offices with telephones, the last steps, what can be done after a refusal."""

from collections.abc import Sequence
from dataclasses import dataclass

from cities import AcceptancePoint, City, HandIn, Plan
from contracts.case import Role, Stop
from contracts.sections.decision import DecisionSection
from kit.clock import day_in_words
from services.declaration.drafting.domain.declarations import Record
from services.declaration.progress.domain.deadlines import Calendar, Period, re_review
from services.declaration.progress.domain.records import ROLE_NAMES
from services.declaration.progress.domain.route import Leg, Standing, accepting, first_of, receiving

STANDINGS = {
    Standing.DONE: ("已通过", "good"),
    Standing.HERE: ("正在办理", "doing"),
    Standing.LATER: ("未到", "neutral"),
    Standing.ENDED: ("不通过", "bad"),
}
BY_THE_UNIT = "本单位人事部门"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One office on the page."""

    role: str
    name: str
    state: tuple[str, str]
    telephone: str
    usual: str


@dataclass(frozen=True, kw_only=True)
class LastSteps:
    """What is left to do on paper once the review form is there (A10.2, M1.3)."""

    standard: int
    interviewed: int
    stamps: list[tuple[str, str]]
    hand_in: str
    address: str
    office: tuple[str, str] | None
    until: str
    point: AcceptancePoint | None
    point_phone: str


@dataclass(frozen=True, kw_only=True)
class AfterRefusal:
    """Whom to call, and whether and until when a re-review can be asked for."""

    office: str
    telephone: str
    hr: tuple[str, str] | None
    days: int | None
    period: Period | None


def lines(found: Sequence[Leg], city: City) -> list[Line]:
    """Every office on the way."""
    return [
        Line(
            role=ROLE_NAMES[leg.stop.role],
            name=leg.stop.office_name,
            state=STANDINGS[leg.standing],
            telephone=telephone(leg.stop, city),
            usual=f"约 {leg.usual_days} 天" if leg.usual_days else "",
        )
        for leg in found
    ]


def last_steps(record: Record, plan: Plan, city: City, place: str) -> LastSteps:
    """Copies, stamps in their order, where and until when they are handed in, whom to ask."""
    wanted = (first_of(record.stops, role) for role in (Role.EMPLOYER, Role.DEPARTMENT, Role.HR))
    office = accepting(record.stops)
    until = plan.hand_in_until
    point = city.acceptance_point(place)
    hand_in = where(record, city)
    return LastSteps(
        standard=plan.copies.standard,
        interviewed=plan.copies.interviewed,
        stamps=[(stop.office_name, telephone(stop, city)) for stop in wanted if stop],
        hand_in=hand_in.name,
        address=hand_in.address,
        office=(office.office_name, telephone(office, city)) if office else None,
        until=day_in_words(until) if until else "",
        point=point,
        point_phone=city.dialled(point.phone) if point else "",
    )


def where(record: Record, city: City) -> HandIn:
    """Where the printed form of this case is handed in."""
    office = receiving(record.stops)
    return city.hand_in_at(office.office_id if office else None)


def after_refusal(
    record: Record, plan: Plan, city: City, decision: DecisionSection, calendar: Calendar
) -> AfterRefusal:
    """What the applicant of a refused case can do."""
    decided = next((stop for stop in record.stops if stop.office_name == decision.office), None)
    hr = first_of(record.stops, Role.HR)
    return AfterRefusal(
        office=decision.office,
        telephone=telephone(decided, city) if decided else "",
        hr=(hr.office_name, telephone(hr, city)) if hr and hr != decided else None,
        days=plan.re_review_days,
        period=re_review(plan, decision.decided_at, calendar),
    )


def telephone(stop: Stop, city: City) -> str:
    """The number of an office with its area code; an employer's people know whom to ask."""
    if stop.role is Role.EMPLOYER:
        return BY_THE_UNIT
    return city.telephone(stop.office_id) or ""
