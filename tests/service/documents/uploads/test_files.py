"""Files for those who may see them, and for nobody else."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from uuid import UUID
from zipfile import ZipFile

import pytest
from PIL import Image

from kit.blobs import BlobMissing, Blobs
from kit.clock import now
from kit.db import transaction
from kit.ids import new_id
from services.documents.uploads.inspection.inspector import Inspector
from services.documents.uploads.operations.keep import keep_files
from services.documents.web.app import UNHEARD
from tests.service.documents.impatience import status_of_who_hung_up
from tests.service.documents.world import BACK, Browser, World
from tests.unit.services.documents.scans import pdf, picture, sealed

LINK = "/documents/files"


async def a_file(who: Browser, name: str = "证书.pdf", data: bytes = b"", **more: str) -> str:
    """The id of a file that this person has just uploaded."""
    answer = await who.hand_in((name, data or pdf(2)), **more)
    return str(who.receipts(answer.leads_to)[0].file_id)


async def test_whoever_was_granted_sees_the_file_and_its_pages(world: World) -> None:
    owner, examiner = await world.someone(), await world.someone("clerk")
    file_id = await a_file(owner)
    grant = examiner.view_grant(file_id, back=BACK)
    whole = (await examiner.get(f"{LINK}/{file_id}", grant=grant)).response
    assert whole.headers["content-type"] == "application/pdf"
    assert whole.headers["content-disposition"] == "inline; filename*=UTF-8''%E8%AF%81%E4%B9%A6.pdf"
    assert whole.headers["cache-control"] == "private, no-store"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in whole.headers["content-security-policy"]
    assert whole.content.startswith(b"%PDF-")
    assert int(whole.headers["content-length"]) == len(whole.content)
    picture = await examiner.get(f"{LINK}/{file_id}/pages/2.png", grant=grant)
    assert picture.response.headers["content-type"] == "image/png"
    assert max(Image.open(BytesIO(picture.response.content)).size) == 1400
    shown = await examiner.get(f"{LINK}/{file_id}/view", grant=grant)
    assert [one["alt"] for one in shown.soup.select("main img")] == [
        "《证书.pdf》第 1 页，共 2 页",
        "《证书.pdf》第 2 页，共 2 页",
    ]
    assert shown.soup.select_one(f'a.govuk-back-link[href="{BACK}"]')


async def test_without_a_grant_of_this_session_and_file_nobody_sees_it(world: World) -> None:
    owner, other = await world.someone(), await world.someone("official")
    file_id, mine = await a_file(owner), await a_file(other, data=pdf(3))
    for grant in (
        "",
        "forged",
        owner.view_grant(file_id),
        other.view_grant(mine),
        other.view_grant(file_id, new_id()),
        other.grant(),
    ):
        for page in ("", "/view", "/pages/1.png"):
            answer = await other.get(f"{LINK}/{file_id}{page}", grant=grant)
            assert answer.status == 403, (grant, page)
    guest = await world.someone("")
    assert (await guest.get(f"{LINK}/{file_id}", grant=owner.view_grant(file_id))).status == 303


async def test_an_expired_grant_says_to_load_the_page_again(world: World) -> None:
    owner, other = await world.someone(), await world.someone("clerk")
    file_id = await a_file(owner)
    late = other.view_grant(file_id, lasts=timedelta(seconds=-1))
    page = await other.get(f"{LINK}/{file_id}/view", grant=late)
    assert page.status == 403
    assert "已过期，请返回上一页，刷新后重新打开" in page.text


async def test_a_page_that_is_not_there_is_not_found(world: World) -> None:
    owner = await world.someone()
    file_id = await a_file(owner)
    for page in (0, 3):
        assert (await owner.get(f"{LINK}/{file_id}/pages/{page}.png")).status == 404
    gone = new_id()
    assert (await owner.get(f"{LINK}/{gone}", grant=owner.view_grant(gone))).status == 404
    assert (await owner.get(f"{LINK}/{gone}")).status == 403


async def test_own_files_are_listed_and_deleted_unless_they_are_kept(world: World, blobs: Blobs) -> None:
    owner, other = await world.someone(), await world.someone()
    kept, loose = await a_file(owner), await a_file(owner, "照片.jpg", picture())
    async with transaction(world.pool) as conn:
        await keep_files(conn, owner.id, [UUID(kept)], at=now())
    page = await owner.get(LINK)
    assert "证书.pdf" in page.text
    assert "照片.jpg" in page.text
    assert "PDF，2 页" in page.text
    assert "最多 500MB" in page.text
    forms = [str(one["action"]) for one in page.soup.select("main form")]
    assert forms == [f"{LINK}/{loose}/remove"]
    assert "证书.pdf" not in (await other.get(LINK)).text
    assert (await other.post(f"{LINK}/{loose}/remove")).status == 404
    assert (await owner.post(f"{LINK}/{kept}/remove")).status == 409
    (place,) = [row["blob_key"] for row in await world.rows("files") if str(row["id"]) == loose]
    assert (await owner.post(f"{LINK}/{loose}/remove")).leads_to == f"{LINK}?done=removed"
    with pytest.raises(BlobMissing):
        await blobs.get("uploads", place)
    assert (await owner.post(f"{LINK}/{loose}/remove")).status == 404


async def test_what_nobody_kept_in_time_goes_with_the_next_upload(world: World, blobs: Blobs) -> None:
    owner, other = await world.someone(), await world.someone()
    old, kept, fresh = [await a_file(owner, data=pdf(n)) for n in (1, 2, 3)]
    theirs = await a_file(other)
    async with transaction(world.pool) as conn:
        await keep_files(conn, owner.id, [UUID(kept)], at=now())
        await conn.execute(
            "update files set created_at = now() - interval '8 days' where id <> $1::uuid", fresh
        )
    place = next(row["blob_key"] for row in await world.rows("files") if str(row["id"]) == old)
    new = await a_file(owner, data=pdf(4))
    assert {str(row["id"]) for row in await world.rows("files")} == {kept, fresh, new, theirs}
    with pytest.raises(BlobMissing):
        await blobs.get("uploads", place)


async def test_what_was_changed_in_the_store_is_not_shown(world: World, blobs: Blobs) -> None:
    owner = await world.someone()
    file_id = await a_file(owner)
    (row,) = await world.rows("files")
    stored = await blobs.get("uploads", row["blob_key"])
    await blobs.remove("uploads", row["blob_key"])
    await blobs.put("uploads", row["blob_key"], stored[:-1] + bytes([stored[-1] ^ 1]))
    assert (await owner.get(f"{LINK}/{file_id}/pages/1.png")).status == 500


async def test_a_page_that_nobody_waits_for_any_more_is_not_drawn(world: World, inspector: Inspector) -> None:
    owner = await world.someone()
    path = f"{LINK}/{await a_file(owner)}/pages/1.png"
    assert await status_of_who_hung_up(world, owner, "GET", path, inspector.showing) == UNHEARD


async def test_a_look_at_anothers_file_is_told_once_a_minute_and_ones_own_is_not(world: World) -> None:
    owner, examiner = await world.someone(), await world.someone("clerk")
    file_id = await a_file(owner)
    assert (await owner.get(f"{LINK}/{file_id}")).status == 200
    for page in ("", "/view", "/pages/1.png", "/pages/2.png"):
        grant = examiner.view_grant(file_id, back=BACK)
        assert (await examiner.get(f"{LINK}/{file_id}{page}", grant=grant)).status == 200
    rows = await world.pool.fetch("select body from outbox where topic = 'documents.read'")
    assert len(rows) in {1, 2}  # a minute may have ended between them
    for look in (row["body"]["access"] for row in rows):
        assert (look["shown"], look["occasion"]) == ("file", file_id)
        assert look["person_ids"] == [str(owner.id)]


async def test_own_files_can_be_taken_away_as_one_archive(world: World) -> None:
    owner, other = await world.someone(), await world.someone()
    for name, pages in (("证书.pdf", 1), ("证书.pdf", 2), ("证书.PDF", 4), ("../../a\u202eb:c.pdf", 3)):
        await a_file(owner, name, pdf(pages))
    await a_file(other, "不是我的.pdf", pdf(5))
    answer = await owner.client.get("/documents/export")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "private, no-store"
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == {"证书.PDF", "证书 (2).pdf", "证书 (3).pdf", "ab_c.pdf"}
        assert all(archive.read(name).startswith(b"%PDF-") for name in archive.namelist())
    assert (await (await world.someone("")).client.get("/documents/export")).status_code == 303


async def test_the_same_content_is_one_file_and_is_called_as_it_was_called_last(world: World) -> None:
    owner, data = await world.someone(), pdf(2)
    receipts = [
        owner.receipts((await owner.hand_in((name, data))).leads_to)[0]
        for name in ("扫描件1.pdf", "第1.5章 录用证明")
    ]
    assert [one.name for one in receipts] == ["扫描件1.pdf", "第1.5章 录用证明.pdf"]
    assert receipts[0].file_id == receipts[1].file_id
    listed = (await owner.get(LINK)).text
    assert "第1.5章 录用证明.pdf" in listed
    assert "扫描件1.pdf" not in listed


async def test_what_was_downloaded_and_sent_again_says_what_it_was(world: World) -> None:
    owner, other = await world.someone(), await world.someone()
    file_id = await a_file(owner, "照片.jpg", picture())
    stored = (await owner.client.get(f"{LINK}/{file_id}")).content
    again = other.receipts((await other.hand_in(("照片.jpg", stored))).leads_to)[0]
    assert again.sent_sha256 == sha256(stored).hexdigest()


async def test_who_looks_at_a_file_that_was_signed_is_told_what_the_copy_lacks(world: World) -> None:
    owner, examiner = await world.someone(), await world.someone("clerk")
    file_id = await a_file(owner, data=sealed(signed=True))
    grant = examiner.view_grant(file_id, back=BACK)
    assert "不能用它验证签名" in (await examiner.get(f"{LINK}/{file_id}/view", grant=grant)).text
    assert "原件的电子签名不在这份副本中" in (await owner.get(LINK)).text
    plain = await a_file(owner, data=pdf())
    shown = await examiner.get(f"{LINK}/{plain}/view", grant=examiner.view_grant(plain, back=BACK))
    assert "签名" not in shown.text
