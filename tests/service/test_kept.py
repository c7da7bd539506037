"""Whatever is sent after a session ended is kept, at every route that asks for one (case 26)."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from deploy.demo.page import Page
from kit.db import transaction
from kit.kept import NEVER
from tests.access.forms import FORMS
from tests.access.ground import Place
from tests.access.table import EVERYBODY, ROUTES, TABLE, Row
from tests.access.trying import tries
from tests.access.twice import Sender
from tests.fixtures.people import SignIn

pytestmark = pytest.mark.asyncio(loop_scope="session")
CHANGES = [route for route in ROUTES if route[1] == "POST" and route[3].who != EVERYBODY]
PAGES = [
    (service, route)
    for service, rows in FORMS.items()
    for route, sending in rows.items()
    if sending.page and not sending.before and sending.who != EVERYBODY
]
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


def _texts(page: Page, path: str) -> dict[str, str]:
    """Something for every field of the form into which people write."""
    fields = page.form(path).select("textarea, input[type=text], input:not([type])")
    names = dict.fromkeys(str(one["name"]) for one in fields if one["name"] not in NEVER)
    return {name: f"{TEXT}（{number}）" for number, name in enumerate(names)}


@pytest.mark.parametrize(("service", "route"), PAGES)
async def test_what_was_typed_comes_back_to_the_page_where_it_was_typed(
    places: Mapping[str, Place], sign_in: SignIn, service: str, route: str
) -> None:
    """An office's decision, a record of the archive, an administrator's form: every page with a form."""
    place, sending, path = places[service], FORMS[service][route], route.split(" ")[1]
    await place.rewind()
    sender = Sender(place, sending.who, sending, path, TABLE[service][route].query)
    person, shown, target = place.people[sending.who], sender.filled_in(sending.page), sender.filled_in(path)
    over = sign_in(person.role, account_id=person.account_id, lifetime=timedelta(seconds=-1))
    async with place.browser(person.cookies) as live, place.browser(over) as late:
        page = Page(await live.get(shown))
        typed = _texts(page, target)
        if not typed:
            return
        came_from = {"referer": str(live.base_url.join(shown))}
        answer = await late.post(target, data={**page.fields(target), **typed}, headers=came_from)
        told = parse_qs(urlsplit(answer.headers["location"]).query)
        assert told == {"next": [shown], "why": ["kept"]}
        live.cookies.update(answer.cookies)
        again = Page(await live.get(shown))
    assert "已放回下面的表单" in again.text
    given_back = again.fields(target)
    assert {name: given_back[name] for name in typed} == typed
