"""Keys are rotated while the platform runs: nothing is lost, nothing stays under the old key."""

import asyncio
from base64 import b64encode
from uuid import UUID

import pytest

from cli.keys import FIELD, Part, idle_keys, rotate_service
from contracts.sections.settlement import SettlementSection
from kit.blobs import Blobs
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.ids import new_id
from kit.rotation import Column, Tally, rotate
from kit.sealed import CaseFile, KeyMissing
from services.archive.encrypted import COLUMNS
from services.archive.kinds.domain.kinds import SECRETS
from services.declaration.drafting.operations.rotate_case_keys import rotate_case_keys
from services.documents.photos.gateway import PhotoStore
from services.documents.photos.operations.rotate import rotate_photos
from tests.fixtures.database import Database, until_waited_for, url_of
from tests.fixtures.storage import SettingsOf
from tests.unit.sections.written import settlement

NAME = next(column for column in COLUMNS if str(column) == "persons.name_encrypted")
ITEMS = next(column for column in COLUMNS if column.is_json)
PEOPLE = 1203  # more than two batches


def a_key(number: int) -> str:
    return f"k{number}:{b64encode(bytes([number]) * 32).decode()}"


OLD, BOTH, NEW = a_key(1), f"{a_key(2)},{a_key(1)}", a_key(2)


async def done(pool: Pool, column: Column) -> Tally:
    last = Tally()
    async for tally in rotate(pool, FieldCipher(BOTH), column):
        last = tally
    return last


@pytest.fixture
async def archive(database: Database) -> Pool:
    """An archive with people whose names are under the old key."""
    pool, cipher, employer = await database("archive"), FieldCipher(OLD), new_id()
    await pool.execute(
        """
        insert into employers (id, name, credit_code, city, level, place, department)
        values ($1, '单位', 'code', 'shaoxing', 'city', '市本级', '局')
        """,
        employer,
    )
    await pool.executemany(
        "insert into persons (id, city, employer_id, name_encrypted) values ($1, 'shaoxing', $2, $3)",
        [(new_id(), employer, cipher.encrypt(f"人员{number}")) for number in range(PEOPLE)],
    )
    return pool


async def names(pool: Pool) -> list[tuple[UUID, str]]:
    rows = await pool.fetch("select id, name_encrypted from persons order by id")
    return [(row["id"], row["name_encrypted"]) for row in rows]


async def test_everything_is_readable_without_the_old_key(archive: Pool) -> None:
    before = await names(archive)
    found = await done(archive, NAME)
    assert (found.rewritten, found.by_key) == (PEOPLE, {"k2": PEOPLE})
    old, new = FieldCipher(OLD), FieldCipher(NEW)
    assert [(one, new.decrypt(text)) for one, text in await names(archive)] == [
        (one, old.decrypt(text)) for one, text in before
    ]


async def test_a_second_pass_touches_nothing(archive: Pool) -> None:
    await done(archive, NAME)
    before = await names(archive)
    assert (await done(archive, NAME)).rewritten == 0
    assert await names(archive) == before


async def test_an_interrupted_pass_is_taken_up(archive: Pool) -> None:
    async for tally in rotate(archive, FieldCipher(BOTH), NAME):
        assert tally.rewritten == 500
        break
    assert (await done(archive, NAME)).rewritten == PEOPLE - 500


async def test_what_people_write_meanwhile_stays_as_they_wrote_it(archive: Pool) -> None:
    """Processes that know the new ring write while the rotation goes on."""
    people = [person_id for person_id, _ in await names(archive)]
    written = FieldCipher(BOTH)

    async def write() -> None:
        for number, person_id in enumerate(people[::7]):
            await archive.execute(
                "update persons set name_encrypted = $2 where id = $1",
                person_id,
                written.encrypt(f"改名{number}"),
            )

    await asyncio.gather(write(), done(archive, NAME))
    await done(archive, NAME)
    new, found = FieldCipher(NEW), dict(await names(archive))
    assert [new.decrypt(found[one]) for one in people[::7]] == [
        f"改名{number}" for number in range(len(people[::7]))
    ]
    assert {new.key_of(text) for text in found.values()} == {"k2"}


async def test_a_value_that_changed_after_it_was_read_is_not_written_over(archive: Pool) -> None:
    """The row is changed between the pass's read and its write."""
    await archive.execute(
        "delete from persons where name_encrypted <> (select max(name_encrypted) from persons)"
    )
    ((person_id, _),) = await names(archive)
    theirs = FieldCipher(OLD).encrypt("改过")  # by a process that was not restarted yet
    async with archive.acquire() as other, other.transaction():
        await other.execute("update persons set name_encrypted = $2 where id = $1", person_id, theirs)
        pass_ = asyncio.ensure_future(done(archive, NAME))
        await until_waited_for(archive)
        assert not pass_.done()
    assert (await pass_).by_key == {"k1": 1}
    assert await names(archive) == [(person_id, theirs)]
    assert (await done(archive, NAME)).by_key == {"k2": 1}


async def test_values_inside_an_object_are_renewed_together(archive: Pool) -> None:
    person_id = (await names(archive))[0][0]
    item_id, old = new_id(), FieldCipher(OLD)
    await archive.execute(
        "insert into items (id, city, person_id, kind) values ($1, 'shaoxing', $2, 'basic')",
        item_id,
        person_id,
    )
    secrets = {name: old.encrypt("绝密") for name in sorted(SECRETS)}
    await archive.execute(
        """
        insert into item_versions (id, city, item_id, number, fields, secrets, state, is_public)
        values ($1, 'shaoxing', $2, 1, '{}', $3, 'draft', false)
        """,
        new_id(),
        item_id,
        secrets,
    )
    assert (await done(archive, ITEMS)).by_key == {"k2": 1}
    (row,) = await archive.fetch("select secrets from item_versions")
    assert {FieldCipher(NEW).decrypt(text) for text in row["secrets"].values()} == {"绝密"}


async def test_photos_move_to_another_object(database: Database, blobs: Blobs) -> None:
    pool = await database("documents")
    before = await PhotoStore(blobs, FieldCipher(OLD)).put(b"a photo")
    await pool.execute(
        """
        insert into photos (id, person_id, city, source, fingerprint, blob_key, width, height, bytes, checks,
                            offered_at)
        values ($1, $2, 'shaoxing', 'upload', 'f', $3, 1, 1, 1, '[]', $4)
        """,
        new_id(),
        new_id(),
        before,
        now(),
    )
    both = FieldCipher(BOTH)
    async for tally in rotate_photos(pool, both, PhotoStore(blobs, both)):
        assert (tally.rewritten, tally.by_key) == (1, {"k2": 1})
    after = await pool.fetchval("select blob_key from photos")
    assert await PhotoStore(blobs, FieldCipher(NEW)).get(after) == b"a photo"
    assert not await blobs.exists("uploads", before)


async def test_cases_are_opened_without_the_old_wrapping_key(database: Database, blobs: Blobs) -> None:
    pool, old = await database("declaration"), CaseFile(blobs, FieldCipher(OLD), "declaration")
    published, unpublished = new_id(), new_id()
    await pool.execute("alter table case_keys drop constraint case_keys_id_fkey")
    for case_id in (published, unpublished):
        wrapped = old.new_key()
        await pool.execute(
            "insert into case_keys (id, city, wrapped) values ($1, 'shaoxing', $2)", case_id, wrapped
        )
        if case_id == published:
            await old.publish_key(case_id, wrapped)
    ref = await old.seal(published, "settlement", settlement())
    both = FieldCipher(BOTH)
    for rewritten in (2, 0):
        async for tally in rotate_case_keys(pool, both, CaseFile(blobs, both, "declaration")):
            assert (tally.rewritten, tally.by_key) == (rewritten, {"k2": 2})
    new = CaseFile(blobs, FieldCipher(NEW), "declaration")
    assert (await new.open(published, ref, SettlementSection)).data == settlement()
    with pytest.raises(KeyMissing):  # nothing was published that was not before
        await new.seal(unpublished, "settlement", settlement())


async def test_a_key_that_was_not_published_anew_is_by_the_next_pass(
    database: Database, blobs: Blobs
) -> None:
    """The process ended between the row and the object."""
    pool, old, both = await database("declaration"), FieldCipher(OLD), FieldCipher(BOTH)
    case_id, wrapped = new_id(), CaseFile(blobs, old, "declaration").new_key()
    await CaseFile(blobs, old, "declaration").publish_key(case_id, wrapped)
    await pool.execute("alter table case_keys drop constraint case_keys_id_fkey")
    async with transaction(pool) as conn:
        await conn.execute(
            "insert into case_keys (id, city, wrapped) values ($1, 'shaoxing', $2)",
            case_id,
            both.encrypt_bytes(old.decrypt_bytes(wrapped)),
        )
    async for tally in rotate_case_keys(pool, both, CaseFile(blobs, both, "declaration")):
        assert tally.rewritten == 1
    assert (
        await CaseFile(blobs, FieldCipher(NEW), "declaration").seal(case_id, "settlement", settlement())
    ).sha256


async def test_the_command_tells_which_keys_are_idle(archive: Pool, settings_of: SettingsOf) -> None:
    settings = settings_of("archive", database_url=url_of(archive), field_keys=BOTH)
    parts = await rotate_service("archive", settings, is_quiet=True)
    assert {part.what: dict(part.by_key) for part in parts if part.by_key} == {str(NAME): {"k2": PEOPLE}}
    assert idle_keys("archive", settings, parts) == {}  # the oldest makes the fingerprints
    own = settings_of("archive", field_keys=BOTH, fingerprint_key=OLD.partition(":")[2])
    assert idle_keys("archive", own, parts) == {"ARCHIVE_FIELD_KEYS": ["k1"]}


async def test_a_key_in_use_is_not_idle(settings_of: SettingsOf) -> None:
    own = settings_of("archive", field_keys=BOTH, fingerprint_key=OLD.partition(":")[2])
    part = Part(service="archive", ring=FIELD, what="x", by_key={"k1": 1, "k2": 9}, rewritten=0)
    assert idle_keys("archive", own, [part]) == {}
