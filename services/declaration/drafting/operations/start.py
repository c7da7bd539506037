"""马上申报: one row, its empty form and its key, and the event that starts the workflow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from cities import Plan
from contracts.application import Status, Turn
from contracts.case import Role
from contracts.declaration import Started
from kit import outbox
from kit.clock import SHANGHAI
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Refusal
from kit.ids import derived, new_id
from kit.reference import stem
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.domain.readiness import Missing, missing
from services.declaration.drafting.domain.standing import Condition, conditions
from services.declaration.drafting.store import declarations, dishonesty, forms, people
from services.declaration.plans import store as plans
from services.declaration.plans.domain import with_end

TO_DO = "填写申报信息并提交"


class NotReady(Refusal):
    """现在还不能申报，请先办好以下各项。"""

    def __init__(self, lacking: Sequence[Missing]) -> None:
        super().__init__(
            faults=[
                Fault(field=f"lacking-{number}", message=one.message, rule=one.rule)
                for number, one in enumerate(lacking, 1)
            ]
        )


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who wants to declare, and in which city."""

    id: UUID
    city: str


async def standing(
    conn: Connection, cipher: FieldCipher, person: Person, plan: Plan, at: datetime
) -> tuple[Condition, ...]:
    """Which conditions of a plan somebody meets by now."""
    readiness = await people.readiness_of(conn, person.id)
    verified = await people.verified_facts(conn, cipher, person.id)
    found = await dishonesty.running(conn, cipher, person.id, _day(at))
    return conditions(plan, readiness, verified, at, found)


async def start_declaration(
    conn: Connection, cipher: FieldCipher, person: Person, plan: Plan, *, case_key: bytes, at: datetime
) -> UUID:
    """Start a declaration, or find the active one (A3.2); all that is missing is told at once (A2.3).

    Whoever is in the register of dishonesty starts none until the entry is over.
    """
    active = await declarations.active_declaration(conn, person.id, city=person.city, plan=plan.id)
    if active is not None:
        return active
    await plans.hold_window(conn, person.city, plan.id)
    in_force = with_end(plan, await plans.extended_until(conn, person.city, plan.id))
    readiness = await people.readiness_of(conn, person.id)
    found = await dishonesty.running(conn, cipher, person.id, _day(at))
    stands_against = missing(in_force, readiness, at, found)
    if stands_against or readiness.employer_id is None:
        raise NotReady(stands_against)
    await plans.keep_plan(conn, person.city, plan)
    record = _new_record(await _free_id(conn), person, plan, readiness.employer_id, at)
    record = replace(record, closes_at=in_force.closes, turn=replace(record.turn, until=in_force.closes))
    if not await declarations.insert_declaration(conn, record):
        return await _started_meanwhile(conn, person, plan)
    await declarations.put_case_key(conn, record.id, case_key, city=record.city)
    await forms.insert_form(conn, record.id, city=record.city, saved_at=at)
    await outbox.add(conn, _started(record, plan.terms))
    return record.id


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


async def _free_id(conn: Connection) -> UUID:
    """An id whose number no other declaration has: people speak of a case by it."""
    while True:
        drawn = new_id()
        if await declarations.declaration_of_number(conn, stem(drawn)) is None:
            return drawn


def _new_record(declaration_id: UUID, person: Person, plan: Plan, employer_id: UUID, at: datetime) -> Record:
    return Record(
        id=declaration_id,
        city=person.city,
        person_id=person.id,
        employer_id=employer_id,
        plan=plan.id,
        plan_version=plan.version,
        started_at=at,
        closes_at=plan.closes,
        status=Status.DRAFTING,
        stage="",
        round=0,
        position=0,
        turn=Turn(who=Role.APPLICANT, name="", why=TO_DO, since=at, until=plan.closes),
        sections=(),
    )


async def _started_meanwhile(conn: Connection, person: Person, plan: Plan) -> UUID:
    """A second click came first: its declaration is committed by now, since the insert waited for it."""
    found = await declarations.active_declaration(conn, person.id, city=person.city, plan=plan.id)
    if found is None:
        raise Refusal("刚才的申报状态已变化，请重新点击“马上申报”。")
    return found


def _started(record: Record, terms: str) -> Started:
    return Started(
        id=derived(Started.topic, record.id),
        about=record.id,
        at=record.started_at,
        application_id=record.id,
        person_id=record.person_id,
        employer_id=record.employer_id,
        city=record.city,
        plan=record.plan,
        plan_version=record.plan_version,
        closes_at=record.closes_at,
        terms=terms,
    )
