"""operations with a case of the operator's city that is stuck."""

from kit.db import transaction
from services.operations import operations as verbs
from services.operations.gateway import Engine
from services.operations.web import create
from tests.access.cast import CITY
from tests.access.ground import Ground, Place
from tests.service.operations.conftest import a_finding, an_answer

OFFICE = "乌托邦湖管理局"


async def operations(ground: Ground) -> Place:
    """The service and its objects."""
    pool = await ground.database("operations")
    finding = a_finding(city=CITY, party=OFFICE)
    async with transaction(pool) as conn:
        await verbs.keep(conn, an_answer(finding))
    return Place(
        service="operations",
        app=create(ground.settings_of("operations"), pool, Engine(ground.temporal)),
        pool=pool,
        people=ground.cast,
        objects={
            "operator": {"city": CITY, "case_id": str(finding.case_id)},
        },
        secrets=(OFFICE,),
    )
