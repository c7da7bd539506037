"""Files in a certain state, and what the house was told of them."""

import json
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Pool
from kit.ids import new_id
from tests.service.archive.conftest import PAPER, Browser


async def a_submitted_file(applicant: Browser) -> str:
    """Basic information and one paper, submitted; the paper's address."""
    await applicant.fill_basic()
    paper = await applicant.add("paper", PAPER)
    await applicant.submit()
    return paper


async def a_verified_file(applicant: Browser, clerk: Browser) -> str:
    """Basic information and one paper, verified; the paper's address."""
    paper = await a_submitted_file(applicant)
    await clerk.verify_all(applicant)
    return paper


async def told(pool: Pool, topic: str) -> list[dict[str, object]]:
    """The events of a topic, in order."""
    rows = await pool.fetch("select body from outbox where topic = $1 order by position", topic)
    return [row["body"] for row in rows]


async def readiness(pool: Pool) -> list[tuple[bool, bool]]:
    """What was told of basic information and records, in order."""
    events = await told(pool, "archive.readiness_changed")
    return [(bool(e["has_basic_verified"]), bool(e["has_records_verified"])) for e in events]


async def states(pool: Pool, item_id: str | UUID) -> list[str]:
    """The states of an item's versions, in order."""
    rows = await pool.fetch(
        "select state from item_versions where item_id = $1 order by number", UUID(str(item_id))
    )
    return [row["state"] for row in rows]


async def verified_facts(pool: Pool, cipher: FieldCipher) -> list[dict[str, object]]:
    """What declarations were told to take, in order; nothing while nothing is verified."""
    told_facts = [str(event["facts_encrypted"]) for event in await told(pool, "archive.readiness_changed")]
    return [json.loads(cipher.decrypt(one)) if one else {} for one in told_facts]


def id_of(path: str) -> str:
    """The id at the end of a record's address."""
    return path.rsplit("/", 1)[-1]


async def evidence(pool: Pool, item_id: str | UUID, *, number: int | None = None) -> list[UUID]:
    """The files that an item's latest version holds, or the one with this number."""
    rows = await pool.fetch(
        """
        select h.file_id
        from version_files h
        join item_versions v on v.id = h.version_id
        where v.item_id = $1
          and v.number = coalesce($2, (select max(number) from item_versions where item_id = $1))
        order by h.position
        """,
        UUID(str(item_id)),
        number,
    )
    return [row["file_id"] for row in rows]


async def a_long_list(pool: Pool, person_id: UUID, **numbers: int) -> None:
    """So many drafts of each kind (its code in the plural), without the way through the pages."""
    for kinds, number in numbers.items():
        for _ in range(number):
            item_id = new_id()
            await pool.execute(
                "insert into items (id, person_id, city, kind) values ($1, $2, 'shaoxing', $3)",
                item_id,
                person_id,
                kinds.removesuffix("s"),
            )
            await pool.execute(
                """
                insert into item_versions (id, item_id, city, number, fields, secrets, is_public, state)
                values ($1, $2, 'shaoxing', 1, $3, '{}', true, 'draft')
                """,
                new_id(),
                item_id,
                PAPER,
            )
