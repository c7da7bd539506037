"""operations with a case of the operator's city that is stuck, and an act that waits for another."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from contracts.remedies import Act
from contracts.stuck import Kind
from kit.db import transaction
from kit.ids import new_id
from kit.session import Session
from services.operations import operations as verbs
from services.operations.domain import Asking
from services.operations.gateway import Engine
from services.operations.web import create
from tests.access.cast import CITY, Person
from tests.access.ground import Ground, Place
from tests.service.operations.conftest import a_finding, an_answer

OFFICE = "乌托邦湖管理局"


async def operations(ground: Ground) -> Place:
    """The service and its objects."""
    pool = await ground.database("operations")
    settings = ground.settings_of("operations", results_within=timedelta())
    finding, act_id = a_finding(city=CITY, party=OFFICE), new_id()
    assert finding.case_id
    broken = replace(finding, kind=Kind.REPLAY_BROKEN)
    async with transaction(pool) as conn:
        await verbs.keep(conn, an_answer(finding, broken))
        asking = _a_reset(act_id, finding.case_id)
        await verbs.ask(conn, settings.field_cipher(), _session(ground.cast["operator"]), asking)
    return Place(
        service="operations",
        app=create(settings, pool, Engine(ground.temporal)),
        pool=pool,
        people=ground.cast,
        objects={
            "operator": {
                "city": CITY,
                "case_id": str(finding.case_id),
                "act_id": str(act_id),
                "form_id": str(new_id()),
            },
        },
        secrets=(OFFICE,),
    )


def _a_reset(act_id: UUID, case_id: UUID) -> Asking:
    return Asking(
        id=act_id,
        city=CITY,
        kind=Kind.REPLAY_BROKEN,
        act=Act.RESET,
        subjects=(case_id,),
        why=f"{OFFICE}停电",
        is_dry_run=False,
    )


def _session(person: Person) -> Session:
    return Session(
        account_id=person.account_id,
        session_id=person.session_id,
        role=person.role,
        name=person.name,
        city=person.city,
    )
