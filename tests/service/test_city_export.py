"""A city that stands still is taken out as one package, and nothing of another city, or in the clear."""

import asyncio
import json
import shutil
import tarfile
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from cli.city import app as command
from cli.exporting import NotFrozen, StillTelling, export
from cli.owned import OWNED
from cli.packing import MANIFEST, verified
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import transaction
from kit.exporting import EVERYWHERE, tables
from kit.ids import new_id
from kit.parcel import Opening
from kit.settings import ServiceSettings
from kit.standstill import Standstill, note
from tests.access.ground import Place
from tests.fixtures.database import url_of
from tests.fixtures.storage import SettingsOf
from tests.service.notification.conftest import FIELD_KEYS

pytestmark = pytest.mark.asyncio(loop_scope="session")
CITY = "shaoxing"
KEY = bytes(range(32))
BY_SERVICE = Callable[[str], ServiceSettings]


@pytest.fixture(scope="session")
def cities(settings_of: SettingsOf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(settings_of("identity").cities, tmp_path_factory.mktemp("export") / "cities"))


@pytest.fixture(scope="session")
def by_service(places: Mapping[str, Place], settings_of: SettingsOf, cities: Path) -> BY_SERVICE:
    """The settings of services whose databases are those of the places."""

    def settings(service: str) -> ServiceSettings:
        url = url_of(places[service].pool)
        own = {"field_keys": FIELD_KEYS} if service == "notification" else {}
        found: ServiceSettings = settings_of(service, database_url=url, cities=cities, **own)
        return found

    return settings


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def everything_told(places: Mapping[str, Place]) -> AsyncIterator[None]:
    """What the outboxes had was told before the city stood still."""
    for place in places.values():
        await place.rewind()
        async with transaction(place.pool) as conn:
            await conn.execute("update outbox set sent_at = now()")
    yield
    for place in places.values():
        await place.rewind()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def package(
    by_service: BY_SERVICE, cities: Path, everything_told: None, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    target: Path = tmp_path_factory.mktemp("package") / "shaoxing.package"
    with pytest.raises(NotFrozen):
        await export(CITY, target, KEY, by_service)
    act = Standstill(id=new_id(), city=CITY, at=now(), by="运维", why="移交", notice="移交，暂停办理。")
    note(cities, act)
    await export(CITY, target, KEY, by_service)
    return target


def members(package: Path) -> dict[str, bytes]:
    with package.open("rb") as file, tarfile.open(fileobj=Opening(file, KEY), mode="r|") as tar:
        return {one.name: found.read() for one in tar if (found := tar.extractfile(one))}


@pytest.fixture(scope="session")
def content(package: Path) -> dict[str, bytes]:
    return members(package)


def rows(content: Mapping[str, bytes], table: str) -> list[dict[str, Any]]:
    pages = [data for name, data in content.items() if name.startswith(f"rows/{table}/")]
    return [json.loads(line) for page in pages for line in page.splitlines()]


async def test_every_row_of_the_city_is_there(
    places: Mapping[str, Place], content: Mapping[str, bytes]
) -> None:
    seen = 0
    for service, place in places.items():
        async with transaction(place.pool) as conn:
            for table, has_city in (await tables(conn)).items():
                if table in EVERYWHERE or table in OWNED[service].left_out:
                    assert rows(content, f"{service}/{table}") == []
                    continue
                which = "where city = $1" if has_city else "where $1 <> ''"  # all that has a parent is of it
                number = await conn.fetchval(f"select count(*) from {table} {which}", CITY)  # noqa: S608 - the schema's own names
                assert len(rows(content, f"{service}/{table}")) == number, f"{service}.{table}"
                seen += number
    assert seen > 100


async def test_the_receiver_opens_fields_cases_and_photos_with_the_key_of_the_package(
    content: Mapping[str, bytes], places: Mapping[str, Place], by_service: BY_SERVICE
) -> None:
    theirs = FieldCipher(f"package:{b64encode(KEY).decode()}")
    (encrypted, *_) = [row["applicant_encrypted"] for row in rows(content, "review/tasks")]
    assert theirs.decrypt(encrypted)
    wrapped = rows(content, "declaration/case_keys")[0]["wrapped"]
    assert len(theirs.decrypt_bytes(bytes.fromhex(wrapped.removeprefix("\\x")))) == 32
    photos = [data for name, data in content.items() if name.startswith("objects/uploads/photos/")]
    assert photos
    assert all(theirs.decrypt_bytes(photo).startswith(b"\xff\xd8") for photo in photos)


async def test_what_a_package_holds_is_verified_and_its_list_believed_no_further(
    package: Path, content: Mapping[str, bytes], tmp_path: Path
) -> None:
    manifest = verified(package, KEY)
    assert manifest["members"].keys() == content.keys() - {MANIFEST}
    assert manifest["missing"] == []
    key = tmp_path / "key"
    key.write_text(b64encode(KEY).decode())
    told = await asyncio.to_thread(
        CliRunner().invoke, command, ["verify-export", str(package), "--key-file", str(key)]
    )
    assert (told.exit_code, "全部完好" in told.stdout) == (0, True)
    cut = tmp_path / "cut"
    cut.write_bytes(package.read_bytes()[:-1])
    told = await asyncio.to_thread(
        CliRunner().invoke, command, ["verify-export", str(cut), "--key-file", str(key)]
    )
    assert (told.exit_code, "不完整" in told.stderr) == (1, True)


async def test_nothing_of_a_person_is_readable_in_the_file(
    package: Path, places: Mapping[str, Place]
) -> None:
    data = package.read_bytes()
    secrets = [secret for place in places.values() for secret in place.secrets]
    assert secrets
    assert not any(secret.encode() in data for secret in secrets)
    assert package.stat().st_mode & 0o077 == 0
    assert [path.name for path in package.parent.iterdir()] == [package.name]


async def test_a_city_that_still_tells_is_not_taken_out(
    package: Path, places: Mapping[str, Place], by_service: BY_SERVICE, tmp_path: Path
) -> None:
    async with transaction(places["payment"].pool) as conn:
        await conn.execute(
            "insert into outbox (id, about, topic, body, created_at) values ($1, $1, 'x', '{}', $2)",
            *(new_id(), now().replace(year=2020)),
        )
    try:
        with pytest.raises(StillTelling, match="payment 还有 1 个事件"):
            await export(CITY, tmp_path / "package", KEY, by_service)
    finally:
        async with transaction(places["payment"].pool) as conn:
            await conn.execute("delete from outbox where topic = 'x'")
    assert list(tmp_path.iterdir()) == []
