"""What is sent as the descriptions allow is answered as they say: schemathesis at every route."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.access.ground import Place
from tests.access.table import BRACES, EVERYBODY, IN_ORDER, Row
from tests.access.trying import PROGRAM, Try, tries
from tests.architecture.openapi import FOLDER

pytestmark = pytest.mark.asyncio(loop_scope="session")
# Not asked: that odd fields are refused (a page shows what is wrong, or ignores what it does not know), and
# that described ones are accepted (text is text to HTTP; the rules of the procedure refuse it).
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
AMOUNTS = [pytest.param(3, id="few"), pytest.param(60, id="many", marks=pytest.mark.fuzz)]
AS_SENT = ("params", "data", "files", "content", "json")
HOST = "http://127.0.0.1"
AWAY = 503  # what stands outside is not there in these tests: the provider, the workflow
PROBED = pytest.mark.parametrize(
    ("service", "method", "path", "row"),
    [pytest.param(*route, id="-".join(route[:3])) for route in IN_ORDER],
)


@cache
def described(service: str) -> OpenApiSchema:
    """The description as it is written down, read once."""
    return schemathesis.openapi.from_dict(json.loads((FOLDER / f"{service}.json").read_text("utf-8")))


def some(operation: Any, amount: int) -> list[Any]:
    """So many requests, the same every time."""
    found: list[Any] = []

    @settings(
        max_examples=amount,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def take(case: Any) -> None:
        found.append(case)

    take()
    return found


async def contradictions(one: Try, operation: Any, amount: int) -> list[str]:
    """Answers that the description does not know, and errors of the server."""
    cookies = one.place.people[one.owner].cookies if one.owner != EVERYBODY else {}
    found = []
    for number, case in enumerate(some(operation, amount)):
        if number % 3 != 1:  # mostly an object of their own, to come further than to its absence
            case.path_parameters = {name: one.filled_in(f"{{{name}}}") for name in BRACES.findall(one.path)}
        sent = case.as_transport_kwargs(base_url=HOST)
        async with one.place.browser(cookies, "text/html" if number % 2 else PROGRAM) as browser:
            answer = await browser.request(one.method, sent["url"], **_body(sent))
            await answer.request.aread()
        found += [f"{one.owner}, {answer.request.url}: {line}" for line in complaints(case, answer)]
    return found


def _body(sent: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: sent[name] for name in AS_SENT if sent.get(name)}
    if isinstance(kept.get("data"), bytes):
        kept["content"] = kept.pop("data")
    return kept


def complaints(case: Any, answer: httpx2.Response) -> Iterator[str]:
    """What is wrong with an answer."""
    if answer.status_code >= 500 and answer.status_code != AWAY:
        yield f"an error of the server: {answer.status_code}"
    try:
        case.validate_response(answer, checks=CHECKS)
    except FailureGroup as group:
        yield from map(str, group.exceptions)
    except Failure as failure:
        yield str(failure)


@PROBED
@pytest.mark.parametrize("amount", AMOUNTS)
async def test_every_answer_is_a_described_one(
    places: Mapping[str, Place], service: str, method: str, path: str, row: Row, amount: int
) -> None:
    operation = described(service)[BRACES.sub(lambda found: f"{{{found[1]}}}", path)][method]
    found = [
        line
        for one in tries(places[service], method, path, row)[:2]
        for line in await contradictions(one, operation, amount)
    ]
    assert not found, "\n".join(found[:10])


@pytest.mark.parametrize(
    ("status", "media_type", "complaint"),
    [
        (200, "text/html", ""),
        (500, "text/html", "an error of the server: 500"),
        (418, "text/html", "Undocumented status code"),
        (200, "application/xml", "Undocumented Content-Type"),
    ],
)
async def test_an_answer_that_is_not_described_is_found(status: int, media_type: str, complaint: str) -> None:
    operation = described("identity")["/sign-in"]["GET"]
    (case,) = some(operation, 1)
    request = httpx2.Request("GET", f"{HOST}/sign-in")
    answer = httpx2.Response(status, headers={"content-type": media_type}, text="好", request=request)
    answer.elapsed = timedelta()
    found = list(complaints(case, answer))
    assert any(complaint in line for line in found) == bool(complaint)
