"""A city that stands still can be looked at and not changed, by every route; other cities go on."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from deploy.demo.page import Page
from kit.db import transaction
from kit.ids import new_id
from kit.standstill import Standstill, Standstills
from kit.web.pages import SHORT
from tests.access.forms import FORMS, Sending
from tests.access.ground import Place
from tests.access.standing import BY_ANYBODY, BY_SESSION, HERE
from tests.access.table import EVERYBODY, TABLE, Row
from tests.access.trying import tries
from tests.access.twice import Sender

pytestmark = pytest.mark.asyncio(loop_scope="session")
LINKS = [one for one, how in BY_ANYBODY.items() if how == HERE]
NOTICE = "平台迁移，暂停办理。"
TEXT = "写了一个小时的内容"


def _name(value: object) -> str:
    return value if isinstance(value, str) else ""


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The cities that stand still; how a process knows is tried in tests/unit/kit/test_standstill.py."""
    cities: set[str] = set()

    def of(_: Standstills, city: str) -> Standstill | None:
        at = datetime(2100, 1, 1, tzinfo=UTC)
        act = Standstill(id=new_id(), city=city, at=at, by="运维", why="迁移", notice=NOTICE, until=at)
        return act if city in cities else None

    monkeypatch.setattr(Standstills, "of", of)
    return cities


@pytest.mark.parametrize(("service", "method", "path", "row"), BY_SESSION, ids=_name)
async def test_nobody_of_the_city_changes_anything(
    places: Mapping[str, Place], frozen: set[str], service: str, method: str, path: str, row: Row
) -> None:
    place = places[service]
    before = await place.digests()
    for one in tries(place, method, path, row):
        person = place.people[one.owner]
        frozen.clear()
        frozen.add(person.city or "shaoxing")
        answer = await one.ask(person.cookies)
        if person.city:
            assert answer.status_code == 503, one
            assert NOTICE in answer.text
            assert int(answer.headers["retry-after"]) > 0
    if all(place.people[one.owner].city for one in tries(place, method, path, row)):
        assert await place.digests() == before
    await place.rewind()


@pytest.mark.parametrize(("service", "route"), LINKS)
async def test_nobody_with_a_link_changes_anything(
    places: Mapping[str, Place], frozen: set[str], service: str, route: str
) -> None:
    place = places[service]
    path = route.split(" ")[1]
    row = TABLE[service][route]
    sending = FORMS[service].get(route) or Sending(EVERYBODY, "", row.form)
    sender = Sender(place, EVERYBODY, sending, path, row.query)
    form = await sender.form()
    frozen.add("shaoxing")
    before = await place.digests()
    answer = await sender.send(form)
    assert answer.status_code == 503
    assert NOTICE in answer.text
    assert all(typed in answer.text for typed in sending.typed.values() if len(typed) > SHORT)
    assert await place.digests() == before


async def test_what_was_typed_is_kept_and_the_page_says_why(
    places: Mapping[str, Place], frozen: set[str]
) -> None:
    place, route = places["archive"], "POST /archive/basic"
    sending = FORMS["archive"][route]
    sender = Sender(place, sending.who, sending, "/archive/basic", "")
    person, shown = place.people[sending.who], sender.filled_in(sending.page)
    async with place.browser(person.cookies) as browser:
        page = Page(await browser.get(shown))
        assert NOTICE not in page.text
        frozen.add(person.city)
        assert NOTICE in Page(await browser.get(shown)).text
        typed = {**page.fields("/archive/basic"), "school": TEXT}
        refused = await browser.post(
            "/archive/basic", data=typed, headers={"referer": str(browser.base_url.join(shown))}
        )
        assert refused.status_code == 503
        assert "您填写的内容已经保留" in refused.text
        frozen.clear()
        again = Page(await browser.get(shown))
    async with transaction(place.pool) as conn:
        await conn.execute("delete from kept_forms")
    assert "没有提交成功的内容已放回下面的表单" in again.text
    assert again.fields("/archive/basic") == typed
    assert NOTICE not in again.text


async def test_people_of_another_city_go_on(places: Mapping[str, Place], frozen: set[str]) -> None:
    place, route = places["archive"], "POST /archive/basic"
    frozen.add("xinhai")
    for one in tries(place, "POST", "/archive/basic", TABLE["archive"][route]):
        person = place.people[one.owner]
        assert (await one.ask(person.cookies)).status_code == 422  # an empty form, answered by its page
