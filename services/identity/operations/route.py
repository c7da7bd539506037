"""The way of an employer's applications through the offices (B5.1, B5.2)."""

from cities import Cities
from contracts.case import Role, Stop
from contracts.identity import Route, RouteRequest
from kit.db import Connection
from kit.errors import NotFound, Refusal
from services.identity.domain.employers import Employer, Status
from services.identity.store.employers import employer_by_id


class NotApproved(Refusal):
    """用人单位尚未通过审核，不能办理。"""


async def approved_employer(conn: Connection, request: RouteRequest) -> Employer:
    """The employer of a request, if it may act."""
    employer = await employer_by_id(conn, request.employer_id)
    if employer is None or employer.city != request.city:
        raise NotFound
    if employer.status is not Status.APPROVED:
        raise NotApproved
    return employer


async def resolve_route(conn: Connection, request: RouteRequest, cities: Cities) -> Route:
    """The employer itself, then the offices that its city names for its place."""
    employer = await approved_employer(conn, request)
    place = employer.details.place
    level = cities.city(request.city).level_of(place)
    if level is None:
        raise NotFound(f"没有“{place}”的配置，请联系管理员。")
    first = Stop(
        stage="employer", role=Role.EMPLOYER, office_id=employer.id, office_name=employer.details.name
    )
    rest = (
        Stop(stage=stop.stage, role=Role(stop.kind), office_id=stop.office_id, office_name=stop.office_name)
        for stop in cities.route(request.city, request.plan, level, place)
    )
    return Route(stops=(first, *rest), place=place)
