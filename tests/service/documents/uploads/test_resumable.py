"""Resumable uploads: exact places, bad lines, a process that is killed, people who are not meant."""

import asyncio
import os
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

import pikepdf
import pytest
from httpx2 import AsyncClient, HTTPError, Response

from contracts.files import Receipt
from deploy.local.stack import Stack
from kit.db import transaction
from kit.ids import new_id
from services.documents.uploads.domain import MEGABYTE
from services.documents.uploads.inspection.inspector import Inspector
from services.documents.uploads.operations.receive import PART_BYTES
from services.documents.web.app import UNHEARD
from tests.fixtures.running import listening, serving, url_of
from tests.service.documents.impatience import status_of_who_hung_up
from tests.service.documents.world import Browser, World
from tests.service.process import api
from tests.unit.services.documents.scans import encrypted, pdf

PLACE = "/documents/uploads"
TUS = {"tus-resumable": "1.0.0", "accept": "application/json"}
PART = {**TUS, "content-type": "application/offset+octet-stream"}


def big(size: int = 5 * MEGABYTE) -> bytes:
    """A PDF of about this size that does not get smaller."""
    with pikepdf.open(BytesIO(pdf())) as made:
        made.pages[0].Big = made.make_stream(os.urandom(size))
        out = BytesIO()
        made.save(out)
    return out.getvalue()


async def begin(client: AsyncClient, grant: str, length: int, name: str = "大文件.pdf") -> Response:
    told = f"filename {b64encode(name.encode()).decode()},grant {b64encode(grant.encode()).decode()}"
    return await client.post(PLACE, headers={**TUS, "upload-length": str(length), "upload-metadata": told})


async def add(client: AsyncClient, place: str, offset: int, data: Any) -> Response:
    return await client.patch(place, content=data, headers={**PART, "upload-offset": str(offset)})


async def offset_of(client: AsyncClient, place: str) -> int:
    answer = await client.head(place, headers=TUS)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return int(answer.headers["upload-offset"])


async def sent(who: Browser, data: bytes, **more: Any) -> Response:
    """The answer to a whole upload."""
    place = (await begin(who.client, who.grant(**more), len(data))).headers["location"]
    assert (await add(who.client, place, 0, data)).status_code == 204
    return await who.client.post(f"{place}/result", headers=TUS)


async def test_a_server_says_what_it_can_do(world: World) -> None:
    who = await world.someone()
    told = (await who.client.options(PLACE)).headers
    assert told["tus-version"] == "1.0.0"
    assert set(told["tus-extension"].split(",")) == {"creation", "termination", "expiration"}
    assert told["tus-max-size"] == str(20 * MEGABYTE)


async def test_a_file_comes_in_parts_and_leaves_a_receipt(world: World) -> None:
    who = await world.someone()
    data = big(3 * MEGABYTE)
    begun = await begin(who.client, who.grant(), len(data))
    assert begun.status_code == 201
    assert "GMT" in begun.headers["upload-expires"]
    place = begun.headers["location"]
    assert await offset_of(who.client, place) == 0
    assert (await who.client.post(f"{place}/result", headers=TUS)).status_code == 409
    for start, end in ((0, 700_001), (700_001, 2_500_000), (2_500_000, len(data))):
        answer = await add(who.client, place, start, data[start:end])
        assert (answer.status_code, answer.headers["upload-offset"]) == (204, str(end))
        assert await offset_of(who.client, place) == end
    first = (await who.client.post(f"{place}/result", headers=TUS)).json()
    again = (await who.client.post(f"{place}/result", headers=TUS)).json()
    assert first["name"] == again["name"] == "大文件.pdf"
    assert first["facts"].startswith("PDF，1 页，3")
    receipts = [who.grants.open(Receipt, one["receipt"]) for one in (first, again)]
    assert receipts[0] == receipts[1]
    assert await world.rows("upload_parts", by="starts_at") == []


async def test_what_is_wrong_with_a_file_is_told_as_often_as_asked(world: World) -> None:
    who = await world.someone()
    data = encrypted()
    place = (await begin(who.client, who.grant(), len(data))).headers["location"]
    await add(who.client, place, 0, data)
    for _ in range(2):
        answer = await who.client.post(f"{place}/result", headers=TUS)
        assert answer.status_code == 422
        assert "需要密码" in answer.json()["errors"][0]["message"]
    assert await world.rows("files") == []
    assert await world.rows("upload_parts", by="starts_at") == []


async def test_places_are_exact(world: World) -> None:
    who = await world.someone()
    place = (await begin(who.client, who.grant(), 1000)).headers["location"]
    assert (await add(who.client, place, 5, b"x")).status_code == 409
    assert (await add(who.client, place, 0, bytes(1001))).status_code == 413
    assert (await add(who.client, place, 0, b"abc")).status_code == 204
    assert (await add(who.client, place, 0, b"abc")).status_code == 409
    assert await offset_of(who.client, place) == 3

    async def more() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield bytes(100)

    assert (await add(who.client, place, 3, more())).status_code == 413
    assert await offset_of(who.client, place) <= 1000


async def test_two_who_send_the_same_part_at_once_add_it_once(world: World) -> None:
    who = await world.someone()
    data = big(MEGABYTE * 2)
    place = (await begin(who.client, who.grant(), len(data))).headers["location"]
    answers = await asyncio.gather(*(add(who.client, place, 0, data) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [204, 409]
    assert await offset_of(who.client, place) == len(data)
    assert (await who.client.post(f"{place}/result", headers=TUS)).status_code == 200


async def test_an_end_that_is_asked_for_several_times_at_once_is_one_end(world: World) -> None:
    who = await world.someone()
    for pages in range(1, 4):
        data = pdf(pages)
        place = (await begin(who.client, who.grant(), len(data))).headers["location"]
        assert (await add(who.client, place, 0, data)).status_code == 204
        answers = await asyncio.gather(
            *(who.client.post(f"{place}/result", headers=TUS) for _ in range(6)),
            *(after(0.02 * n, who.client.post(f"{place}/result", headers=TUS)) for n in range(1, 7)),
        )
        assert [answer.status_code for answer in answers] == [200] * 12
        receipts = {who.grants.open(Receipt, answer.json()["receipt"]).file_id for answer in answers}
        assert receipts == {row["id"] for row in await world.rows("files") if row["pages"] == pages}
    assert await world.rows("upload_parts", by="starts_at") == []


async def test_a_refusal_that_is_asked_for_several_times_at_once_is_one_refusal(world: World) -> None:
    who, data = await world.someone(), encrypted()
    place = (await begin(who.client, who.grant(), len(data))).headers["location"]
    await add(who.client, place, 0, data)
    answers = await asyncio.gather(
        *(after(0.02 * n, who.client.post(f"{place}/result", headers=TUS)) for n in range(8))
    )
    assert [answer.status_code for answer in answers] == [422] * 8
    assert all("需要密码" in answer.json()["errors"][0]["message"] for answer in answers)


async def after(seconds: float, asked: Awaitable[Response]) -> Response:
    await asyncio.sleep(seconds)
    return await asked


async def test_several_files_at_once(world: World) -> None:
    who = await world.someone()
    answers = await asyncio.gather(*(sent(who, pdf(n)) for n in (1, 2, 3)))
    assert [answer.json()["facts"].split("，")[1] for answer in answers] == ["1 页", "2 页", "3 页"]


async def test_what_would_not_fit_is_refused_before_anything_is_sent(world: World) -> None:
    who = await world.someone()
    large = await begin(who.client, who.grant(), 20 * MEGABYTE + 1)
    assert large.status_code == 422
    assert "每个文件最多 20MB" in large.json()["errors"][0]["message"]
    empty = await begin(who.client, who.grant(), 0)
    assert "空文件" in empty.json()["errors"][0]["message"]
    for _ in range(25):
        assert (await begin(who.client, who.grant(), 20 * MEGABYTE)).status_code == 201
    full = await begin(who.client, who.grant(), MEGABYTE)
    assert "超过了每人 500MB 的上限" in full.json()["errors"][0]["message"]
    page = await who.hand_in(("a.pdf", pdf()))
    assert "超过了每人 500MB 的上限" in page.faults[0]


async def test_what_was_given_up_makes_room(world: World) -> None:
    who = await world.someone()
    place = (await begin(who.client, who.grant(), 5000)).headers["location"]
    await add(who.client, place, 0, bytes(1000))
    assert (await who.client.delete(place, headers=TUS)).status_code == 204
    assert (await who.client.head(place, headers=TUS)).status_code == 404
    late = (await begin(who.client, who.grant(), 5000)).headers["location"]
    await add(who.client, late, 0, bytes(1000))
    async with transaction(world.pool) as conn:
        await conn.execute("update uploads set expires_at = now()")
    assert (await who.client.head(late, headers=TUS)).status_code == 404
    assert (await add(who.client, late, 1000, b"x")).status_code == 404
    assert (await sent(who, pdf())).status_code == 200
    assert len(await world.rows("uploads")) == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 412),
        ({"tus-resumable": "0.2.2"}, 412),
        ({**TUS, "upload-grant": "", "upload-length": "9"}, 403),
        (TUS, 415),
        ({**TUS, "upload-length": "-1"}, 415),
        ({**TUS, "upload-length": "9" * 30}, 415),
        ({**TUS, "upload-length": "9", "upload-grant": "forged"}, 403),
        ({**TUS, "upload-length": "9", "upload-metadata": "grant %%%"}, 415),
    ],
)
async def test_a_beginning_that_makes_no_sense_is_refused(
    world: World, headers: dict[str, str], status: int
) -> None:
    who = await world.someone()
    answer = await who.client.post(PLACE, headers={"upload-grant": who.grant(), **headers})
    assert answer.status_code == status


async def test_an_upload_is_nobody_elses(world: World) -> None:
    owner, other, guest = await world.someone(), await world.someone(), await world.someone("")
    place = (await begin(owner.client, owner.grant(), 1000)).headers["location"]
    assert (await begin(other.client, owner.grant(), 1000)).status_code == 403
    assert (await begin(guest.client, owner.grant(), 1000)).status_code == 401
    for somebody, status in ((other, 404), (guest, 401)):
        answers = [
            await somebody.client.head(place, headers=TUS),
            await add(somebody.client, place, 0, b"x"),
            await somebody.client.post(f"{place}/result", headers=TUS),
            await somebody.client.delete(place, headers=TUS),
        ]
        assert [answer.status_code for answer in answers] == [status] * 4
    assert (await owner.client.head(f"{PLACE}/{new_id()}", headers=TUS)).status_code == 404
    assert await offset_of(owner.client, place) == 0


async def until_some_came(world: World) -> None:
    async with asyncio.timeout(60):
        while not (await world.rows("uploads"))[0]["received"]:
            await asyncio.sleep(0.1)


async def test_another_process_goes_on_where_a_killed_one_stopped(world: World, servers: Stack) -> None:
    who, data = await world.someone(), big()
    async with api(servers, "documents", world.pool, dict(who.client.cookies)) as (process, client):
        place = (await begin(client, who.grant(), len(data))).headers["location"]

        async def slowly() -> AsyncIterator[bytes]:
            for start in range(0, len(data), 100_000):
                yield data[start : start + 100_000]
                if start > 3 * MEGABYTE and process.returncode is None:
                    await until_some_came(world)
                    process.kill()
                    await process.wait()

        with pytest.raises(HTTPError):
            await add(client, place, 0, slowly())
    offset = await offset_of(who.client, place)
    assert PART_BYTES <= offset < len(data)
    assert (await add(who.client, place, offset, data[offset:])).status_code == 204
    told = (await who.client.post(f"{place}/result", headers=TUS)).json()
    receipt = who.grants.open(Receipt, told["receipt"])
    stored = await who.client.get(f"/documents/files/{receipt.file_id}")
    assert sha256(stored.content).hexdigest() == receipt.sha256
    with pikepdf.open(BytesIO(stored.content)) as kept, pikepdf.open(BytesIO(data)) as original:
        assert kept.pages[0].Big.read_bytes() == original.pages[0].Big.read_bytes()


async def test_who_hangs_up_while_a_file_is_checked_asks_again(world: World, inspector: Inspector) -> None:
    who, data = await world.someone(), pdf()
    place = (await begin(who.client, who.grant(), len(data))).headers["location"]
    await add(who.client, place, 0, data)
    gone = await status_of_who_hung_up(world, who, "POST", f"{place}/result", inspector.cleaning)
    assert gone == UNHEARD
    assert await world.rows("files") == []
    assert (await who.client.post(f"{place}/result", headers=TUS)).status_code == 200


async def test_a_line_that_breaks_keeps_what_has_come(world: World) -> None:
    who, data, own = await world.someone(), big(2 * MEGABYTE), listening()
    async with (
        serving(world.app, own),
        AsyncClient(base_url=url_of(own), cookies=dict(who.client.cookies), timeout=120) as client,
    ):
        place = (await begin(client, who.grant(), len(data))).headers["location"]

        async def broken() -> AsyncIterator[bytes]:
            yield data[:1_234_567]
            await asyncio.sleep(0.5)
            raise ConnectionError

        with pytest.raises(ConnectionError):
            await add(client, place, 0, broken())
        async with asyncio.timeout(60):
            while (offset := await offset_of(client, place)) < 1_234_567:
                await asyncio.sleep(0.1)
        assert offset == 1_234_567
        assert (await add(client, place, offset, data[offset:])).status_code == 204
        assert (await client.post(f"{place}/result", headers=TUS)).status_code == 200
    (row,) = await world.rows("files")
    assert isinstance(row["id"], UUID)
