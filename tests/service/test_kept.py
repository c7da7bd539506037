"""Whatever is sent after a session ended is kept, at every route that asks for one (case 26)."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from kit.db import transaction
from tests.access.ground import Place
from tests.access.table import EVERYBODY, ROUTES, Row
from tests.access.trying import tries
from tests.fixtures.people import SignIn

pytestmark = pytest.mark.asyncio(loop_scope="session")
CHANGES = [route for route in ROUTES if route[1] == "POST" and route[3].who != EVERYBODY]
TEXT = "写了一个小时的内容"


def _name(value: object) -> str:
    return value if isinstance(value, str) else ""


@pytest.mark.parametrize(("service", "method", "path", "row"), CHANGES, ids=_name)
async def test_what_was_typed_is_kept_everywhere(
    places: Mapping[str, Place], sign_in: SignIn, service: str, method: str, path: str, row: Row
) -> None:
    one = tries(places[service], method, path, row)[0]
    person = one.place.people[one.owner]
    over = sign_in(person.role, account_id=person.account_id, lifetime=timedelta(seconds=-1))
    async with one.place.browser(over, "text/html") as browser:
        answer = await browser.post(one.address, data={**one.form, "note": TEXT})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=/")
    assert answer.headers["location"].endswith("&why=kept")
    async with transaction(one.place.pool) as conn:
        found = await conn.fetch(
            "delete from kept_forms where account_id = $1 returning sealed", person.account_id
        )
    assert len(found) == 1
    assert TEXT not in found[0]["sealed"]
