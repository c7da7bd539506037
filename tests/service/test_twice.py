"""Every form: a double click, a second tab, a page that was open for too long."""

from collections.abc import Mapping

import pytest

from tests.access.forms import FORMS
from tests.access.ground import Place
from tests.access.table import TABLE
from tests.access.twice import (
    AT_ONCE,
    DONE,
    REFUSED,
    Change,
    Sender,
    content,
    difference,
    is_done,
    together,
    undescribed,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")
SENT_ROWS = [(service, route) for service, rows in FORMS.items() for route in rows]
SENT = pytest.mark.parametrize(("service", "route"), SENT_ROWS)


async def _sender(places: Mapping[str, Place], service: str, route: str) -> Sender:
    """Whoever is in front of the form, after what comes before it."""
    sending = FORMS[service][route]
    for earlier in sending.before:
        before = await _sender(places, service, earlier)
        answer = await before.send(await before.form())
        assert answer.status_code in DONE, answer.text
    return Sender(places[service], sending.who, sending, route.split(" ")[1], TABLE[service][route].query)


async def _once(places: Mapping[str, Place], service: str, route: str) -> Change:
    """What the form does when it is sent one time."""
    place = places[service]
    await place.rewind()
    sender = await _sender(places, service, route)
    before, digests = await content(place), await place.digests()
    form = await sender.form()
    assert not undescribed(service, route, form)
    answer = await sender.send(form)
    assert is_done(answer), f"{answer.status_code} {answer.headers.get('location')} {answer.text}"
    assert await place.digests() != digests, "it does nothing"
    return difference(before, await content(place))


@SENT
async def test_a_form_sent_several_times_at_once_and_again_later_does_what_one_does(
    places: Mapping[str, Place], service: str, route: str
) -> None:
    place, sending = places[service], FORMS[service][route]
    once = await _once(places, service, route)
    await place.rewind()
    sender = await _sender(places, service, route)
    before = await content(place)
    form = await sender.form()
    answers = await together(sender, *[form] * AT_ONCE)
    statuses = sorted(answer.status_code for answer in answers)
    assert set(statuses) <= DONE | REFUSED, statuses
    assert any(map(is_done, answers)), statuses
    if not sending.is_repeatable:
        assert difference(before, await content(place)) == once, statuses
        late = await sender.send(form)
        assert late.status_code in DONE | REFUSED
        assert difference(before, await content(place)) == once, late.status_code


@pytest.mark.parametrize(("service", "route"), [one for one in SENT_ROWS if FORMS[one[0]][one[1]].other])
async def test_of_two_who_had_the_same_page_open_one_is_told(
    places: Mapping[str, Place], service: str, route: str
) -> None:
    place = places[service]
    once = await _once(places, service, route)
    await place.rewind()
    sender = await _sender(places, service, route)
    before = await content(place)
    form = await sender.form()
    answers = await together(sender, form, {**form, **FORMS[service][route].other})
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert difference(before, await content(place)) == once
