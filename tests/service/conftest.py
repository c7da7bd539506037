"""All services at once, each with objects of the same people: what the probes try."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
import pytest_asyncio

from deploy.local.stack import Stack
from kit.blobs import Blobs
from kit.clock import now
from kit.crypto import FieldCipher
from kit.ids import new_id
from kit.revocations import Revocation
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
from tests.access.places.operations import operations
from tests.access.places.payment import payment
from tests.access.places.review import review
from tests.fixtures.database import databases
from tests.fixtures.people import SignIn
from tests.fixtures.storage import SettingsOf

BUILDERS = (archive, declaration, documents, identity, notification, operations, payment, review)
Ended = Mapping[str, Mapping[str, str]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def places(
    servers: Stack, settings_of: SettingsOf, sign_in: SignIn, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Mapping[str, Place]]:
    """All services with their objects, once for all tests."""
    settings = settings_of("declaration")
    async with AsyncExitStack() as opened:
        ground = Ground(
            stack=servers,
            database=await opened.enter_async_context(databases(servers.postgres_url, settings_of)),
            settings_of=settings_of,
            sign_in=sign_in,
            case_file=CaseFile(
                Blobs(settings), FieldCipher(settings.case_keys.get_secret_value()), "declaration"
            ),
            temporal=await connect(settings),
            folder=tmp_path_factory.mktemp("places"),
            cast=a_cast(),
            opened=opened,
        )
        ground.cast = Cast({person.who: ground.signed_in(person) for person in ground.cast})
        built = [await build(ground) for build in BUILDERS]
        for place in built:
            await place.keep()
        yield {place.service: place for place in built}


@pytest.fixture(scope="session")
def ended(sign_in: SignIn, places: Mapping[str, Place]) -> Ended:
    """Sessions that are none: out of date, ended before their time, and signed by somebody else."""
    left = new_id()
    for place in places.values():
        told = Revocation(session_id=left, at=now())
        place.app.state.revocations.hear(told)
    token = sign_in("applicant")[COOKIE]
    head, body, signature = token.split(".")
    forged = f"{head}.{body}.{signature[:-6]}{'AAAAAA' if signature[-6:] != 'AAAAAA' else 'BBBBBB'}"
    return {
        "somebody whose session is over": sign_in("applicant", lifetime=timedelta(seconds=-1)),
        "somebody who signed out": sign_in("applicant", session_id=left),
        "a forger": {COOKIE: forged},
        "a tinkerer": {COOKIE: "x" * 5000},
    }
