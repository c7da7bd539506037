"""What a record refers to is kept."""

import asyncio
from uuid import UUID

import pytest

from contracts import archive, identity
from kit.clock import now
from kit.ids import new_id
from services.documents.consumers import hear
from tests.service.documents.world import World
from tests.unit.services.documents.scans import pdf


def kept(account_id: UUID, *file_ids: UUID) -> dict[str, object]:
    told = {"id": new_id(), "about": account_id, "account_id": account_id, "at": now().isoformat()}
    return {**{key: str(value) for key, value in told.items()}, "file_ids": [str(one) for one in file_ids]}


@pytest.mark.parametrize("topic", [archive.FilesKept.topic, identity.FilesKept.topic])
async def test_what_a_record_refers_to_stays(world: World, topic: str) -> None:
    who, told = await world.someone(), hear(world.pool)
    answer = await who.hand_in(("a.pdf", pdf()), ("b.pdf", pdf(2)), ("c.pdf", pdf(3)))
    first, second, third = (one.file_id for one in who.receipts(answer.leads_to))
    event = kept(who.id, first, second, new_id())
    await asyncio.gather(told(topic, event), told(topic, event))
    await told(topic, kept(new_id(), third))
    rows = {row["id"]: row["kept_at"] for row in await world.rows("files")}
    assert [rows[one] is not None for one in (first, second, third)] == [True, True, False]
    assert (await who.post(f"/documents/files/{first}/remove")).status == 409
