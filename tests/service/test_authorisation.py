"""Every route of every service, tried with everybody who must not get through, and with those who may."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI, HTTPException

from kit.ids import new_id
from tests.access.ground import Place
from tests.access.table import APPLICANT, EVERYBODY, IN_ORDER, ROUTES, Check, Row
from tests.access.trying import Try, complaints, strays, tries, unmasked, welcome
from tests.service.conftest import Ended

pytestmark = pytest.mark.asyncio(loop_scope="session")
GUARDED = [route for route in ROUTES if route[3].who != EVERYBODY]
OWN_PAGES = [route for route in GUARDED if route[3].check is Check.SELF]


def _name(value: object) -> str:
    return value if isinstance(value, str) else ""


@pytest.mark.rule("B1.1")
@pytest.mark.parametrize(("service", "method", "path", "row"), GUARDED, ids=_name)
async def test_who_may_not_gets_nothing_and_changes_nothing(
    places: Mapping[str, Place], ended: Ended, service: str, method: str, path: str, row: Row
) -> None:
    found = [
        f"{one.owner}'s {method} {path}: {line}"
        for one in tries(places[service], method, path, row)
        for line in await complaints(one, ended)
    ]
    assert not found, "\n".join(found)


async def test_holes_are_caught(places: Mapping[str, Place], ended: Ended) -> None:
    """A route that asks for no session, one that asks for no object, and one that writes before it asks."""
    place = places["archive"]
    app = FastAPI()

    @app.get("/open/{item_id}")
    async def hole(item_id: str) -> str:
        return item_id + place.secrets[0]

    @app.post("/hasty/{item_id}")
    async def hasty(item_id: UUID) -> None:
        await place.pool.execute("insert into inbox (event_id, consumer) values ($1, 'test')", new_id())
        raise HTTPException(404)

    holes = replace(place, app=app)
    found = await complaints(
        Try(holes, "GET", "/open/{item_id}", Row(APPLICANT, Check.OWN), APPLICANT), ended
    )
    assert "a guest got 200, not the way to sign in" in found
    assert f"colleague read {place.secrets[0]}" in found
    assert any(line.startswith("clerk") and line.endswith(" got 200") for line in found)
    row = Row(APPLICANT, Check.OWN)
    found = await complaints(Try(holes, "POST", "/hasty/{item_id}", row, APPLICANT), ended)
    assert "inbox changed although everybody was refused" in found


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("330603198503151236", ["330603198503151236"]),
        ("电话13800138000。", ["13800138000"]),
        ("330***********1236 138****8000", []),
        ("12330600471234567X", []),  # a unified social credit code
        ("/archive/records/6f0113800138000a", []),
    ],
)
async def test_whole_numbers_are_caught(text: str, numbers: list[str]) -> None:
    page = httpx2.Response(200, html=f"<p>{text}</p>")
    assert unmasked(page) == numbers
    assert not unmasked(httpx2.Response(200, json=text))


@pytest.mark.parametrize(("service", "method", "path", "row"), OWN_PAGES, ids=_name)
async def test_own_pages_show_and_change_only_what_is_one_s_own(
    places: Mapping[str, Place], service: str, method: str, path: str, row: Row
) -> None:
    found = [
        f"{one.owner}'s {method} {path}: {line}"
        for one in tries(places[service], method, path, row)
        for line in await strays(one)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("service", "method", "path", "row"), IN_ORDER, ids=_name)
async def test_who_may_is_answered(
    places: Mapping[str, Place], service: str, method: str, path: str, row: Row
) -> None:
    found = [
        f"{method} {path}: {line}"
        for one in tries(places[service], method, path, row)
        for line in await welcome(one)
    ]
    assert not found, "\n".join(found)
