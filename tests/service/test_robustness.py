"""Whatever a client sends, it is answered as declared: never with an error of the server."""

from collections.abc import Mapping

import httpx2
import pytest
import pytest_asyncio

from tests.access import odd
from tests.access.ground import Place
from tests.access.table import BRACES, IN_ORDER, Row
from tests.access.trying import Try, tries

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.fuzz]
IDS = ("x", "%00", "%ff", "..%2f..", "9" * 400, "00000000-0000-0000-0000-00000000000", "🙂")
METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "NONSENSE")
NAMES = (
    "q",
    "page",
    "after",
    "state",
    "status",
    "plan",
    "words",
    "next",
    "who",
    "city",
    "done",
    "person",
    "grant",
    "receipt",
    "office",
    "back",
    "submitted",
    "attached",
)
AWAY = frozenset({503})  # what stands outside is not there in these tests: the provider, the workflow
# Resumable uploads speak a protocol with answers of its own, whatever the method.
ALSO = {path: AWAY | {row.also for _, _, like, row in IN_ORDER if like == path} for _, _, path, _ in IN_ORDER}
# What headers do is the same for all routes of a service.
FIRST = {
    next(route[:3] for route in IN_ORDER if route[:2] == pair) for pair in {route[:2] for route in IN_ORDER}
}
Forms = Mapping[str, Mapping[str, str]]
PROBED = pytest.mark.parametrize(
    ("service", "method", "path", "row"),
    [pytest.param(*route, id="-".join(route[:3])) for route in IN_ORDER],
)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def forms(places: Mapping[str, Place]) -> Forms:
    """What the forms of all pages send, by where they lead."""
    found: dict[str, dict[str, str]] = {}
    for service, method, path, row in IN_ORDER:
        if method == "GET":
            for one in tries(places[service], method, path, row):
                page = await one.ask(_cookies(one))
                found |= dict(odd.forms(page.text))
    return found


def _cookies(one: Try) -> Mapping[str, str]:
    return one.place.people[one.owner].cookies if one.owner in one.place.people.people else {}


async def _tell(one: Try, what: str, answer: httpx2.Response) -> list[str]:
    found = odd.flaws(answer, ALSO[one.path])
    return [f"{one.method} {one.address} as {one.owner}, {what}: {flaw}" for flaw in found]


@PROBED
async def test_odd_addresses_headers_and_methods_are_answered(
    places: Mapping[str, Place], service: str, method: str, path: str, row: Row
) -> None:
    found = []
    one = tries(places[service], method, path, row)[0]
    async with one.place.browser(_cookies(one)) as browser:
        for value in IDS if BRACES.search(path) else ():
            answer = await browser.request(method, BRACES.sub(value.replace("\\", ""), path))
            found += await _tell(one, f"id {value[:20]}", answer)
        for name in METHODS:
            found += await _tell(one, name, await browser.request(name, one.address))
        for headers in odd.HEADERS if (service, method, path) in FIRST else ():
            answer = await browser.request(method, one.address, headers=dict(headers))
            found += await _tell(one, f"{str(headers)[:60]}", answer)
    assert not found, "\n".join(found)


@PROBED
async def test_odd_values_are_answered(
    places: Mapping[str, Place], forms: Forms, service: str, method: str, path: str, row: Row
) -> None:
    found = []
    for one in tries(places[service], method, path, row)[:2]:
        send = _typed if method == "POST" else _asked
        found += await send(one, {**forms.get(one.address.split("?")[0], {}), **one.form})
    assert not found, "\n".join(found[:30])


async def _asked(one: Try, _: Mapping[str, str]) -> list[str]:
    found = []
    async with one.place.browser(_cookies(one)) as browser:
        for value in odd.VALUES:
            if len(value) < 1000:
                asked = {name: value for name in NAMES if f"{name}=" not in one.address}
                answer = await browser.get(one.address, params=asked)
                found += await _tell(one, f"?…={value[:20]!r}", answer)
        for query in ("%ff=%fe", "=&&=;", "page=1&page=2", "%00=%00", "page[]=1", "+"):
            separator = "&" if "?" in one.address else "?"
            answer = await browser.get(f"{one.address}{separator}{query}")
            found += await _tell(one, query, answer)
    return found


async def _typed(one: Try, base: Mapping[str, str]) -> list[str]:
    found = []
    async with one.place.browser(_cookies(one)) as browser:
        for kind, body in odd.bodies(list(base)):
            headers = {"content-type": kind} if kind else {}
            answer = await browser.post(one.address, content=body, headers=headers)
            found += await _tell(one, f"{kind} {body[:40]!r}", answer)
        for value in odd.VALUES:
            answer = await browser.post(one.address, data=dict.fromkeys(base, value))
            found += await _tell(one, f"all {value[:20]!r}", answer)
        for name in base:
            for value in odd.WORST:
                answer = await browser.post(one.address, data={**base, name: value})
                found += await _tell(one, f"{name}={value[:20]!r}", answer)
    return found
