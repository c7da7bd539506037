"""Every route of every service, tried with everybody who must not get through, and with those who may."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from fastapi import FastAPI, HTTPException

from deploy.local.stack import Stack
from kit.blobs import Blobs
from kit.crypto import FieldCipher
from kit.ids import new_id
from kit.sealed import CaseFile
from kit.session import COOKIE
from kit.temporal import connect
from tests.access.cast import Cast, a_cast
from tests.access.ground import Ground, Place
from tests.access.places.archive import archive
from tests.access.places.declaration import declaration
from tests.access.places.documents import documents
from tests.access.places.identity import identity
from tests.access.places.notification import notification
from tests.access.places.payment import payment
from tests.access.places.review import review
from tests.access.table import APPLICANT, EVERYBODY, TABLE, Check, Row
from tests.access.trying import Try, complaints, strays, tries, welcome
from tests.fixtures.database import databases
from tests.fixtures.people import SignIn
from tests.fixtures.storage import SettingsOf

pytestmark = pytest.mark.asyncio(loop_scope="session")
BUILDERS = (archive, declaration, documents, identity, notification, payment, review)
ROUTES: list[tuple[str, str, str, Row]] = [
    (service, route.split(" ")[0], route.split(" ")[1], row)
    for service, rows in TABLE.items()
    for route, row in rows.items()
]
GUARDED = [route for route in ROUTES if route[3].who != EVERYBODY]
OWN_PAGES = [route for route in GUARDED if route[3].check is Check.SELF]
ENDS_OTHERS = re.compile(r"/withdraw$|^/admin/officials/|^/sign-out$")


def _late(route: tuple[str, str, str, Row]) -> tuple[bool, bool]:
    """What is looked at comes first: a change may end what others look at, or their session."""
    return route[1] != "GET", bool(ENDS_OTHERS.search(route[2]))


IN_ORDER = sorted(ROUTES, key=_late)
Ended = Mapping[str, Mapping[str, str]]


def _name(value: object) -> str:
    return value if isinstance(value, str) else ""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def places(
    servers: Stack, settings_of: SettingsOf, sign_in: SignIn, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Mapping[str, Place]]:
    """All services with their objects, once for all tests."""
    settings = settings_of("declaration")
    async with AsyncExitStack() as opened:
        ground = Ground(
            stack=servers,
            database=await opened.enter_async_context(databases(servers.postgres_url)),
            settings_of=settings_of,
            sign_in=sign_in,
            case_file=CaseFile(Blobs(settings), FieldCipher(settings.case_keys.get_secret_value())),
            temporal=await connect(settings),
            folder=tmp_path_factory.mktemp("places"),
            cast=a_cast(),
            opened=opened,
        )
        ground.cast = Cast({person.who: ground.signed_in(person) for person in ground.cast})
        built = [await build(ground) for build in BUILDERS]
        yield {place.service: place for place in built}


@pytest.fixture(scope="session")
def ended(sign_in: SignIn) -> Ended:
    """Sessions that are none: out of date, and signed by somebody else."""
    token = sign_in("applicant")[COOKIE]
    head, body, signature = token.split(".")
    forged = f"{head}.{body}.{signature[:-6]}{'AAAAAA' if signature[-6:] != 'AAAAAA' else 'BBBBBB'}"
    return {
        "somebody whose session is over": sign_in("applicant", lifetime=timedelta(seconds=-1)),
        "a forger": {COOKIE: forged},
        "a tinkerer": {COOKIE: "x" * 5000},
    }


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
    assert "clerk got 200" in found
    row = Row(APPLICANT, Check.OWN)
    found = await complaints(Try(holes, "POST", "/hasty/{item_id}", row, APPLICANT), ended)
    assert "inbox changed although everybody was refused" in found


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
