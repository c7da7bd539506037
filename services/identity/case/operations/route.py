"""The way of an employer's applications through the offices (B5.1, B5.2, P1.1, P2.1)."""

from cities import Cities, City, Sender
from contracts.case import Duty, Role, Route, RouteRequest, Stop
from kit.db import Connection
from kit.errors import NotFound, Refusal
from services.identity.employers.domain.employers import Employer, Status
from services.identity.employers.store.employers import acting_employer


class NotApproved(Refusal):
    """用人单位尚未通过审核，或授权已到期、已暂停，不能办理。"""


async def approved_employer(conn: Connection, request: RouteRequest) -> Employer:
    """The employer of a request, or the one into which it was merged, if it may act."""
    employer = await acting_employer(conn, request.employer_id)
    if employer is None or employer.city != request.city:
        raise NotFound
    if employer.status is not Status.APPROVED:
        raise NotApproved
    return employer


async def resolve_route(conn: Connection, request: RouteRequest, cities: Cities) -> Route:
    """The employer itself, then the offices that its city names for its place."""
    employer = await approved_employer(conn, request)
    sender = _sender(employer, cities.city(request.city))
    as_begun = cities.begun(request.city, request.plan, request.terms)
    first = Stop(
        stage="employer",
        role=Role.EMPLOYER,
        office_id=employer.id,
        office_name=employer.details.name,
        duties=(Duty.EXAMINE, Duty.PUBLICISE),
    )
    rest = (
        Stop(
            stage=stop.stage,
            role=Role(stop.kind),
            office_id=stop.office_id,
            office_name=stop.office_name,
            duties=tuple(Duty(duty) for duty in stop.duties),
        )
        for stop in as_begun.route(request.city, request.plan, sender)
    )
    return Route(stops=(first, *rest), place=sender.place)


def _sender(employer: Employer, city: City) -> Sender:
    """What the way depends on; a committee is its own when it says so or an office serves it."""
    details = employer.details
    level = city.level_of(details.place)
    if level is None:
        raise NotFound(f"没有“{details.place}”的配置，请联系管理员。")
    is_served = city.serving(details.credit_code) is not None
    return Sender(
        level=level,
        place=details.place,
        credit_code=details.credit_code,
        department_id=details.department_id,
        own_committee=details.own_committee or is_served,
    )
