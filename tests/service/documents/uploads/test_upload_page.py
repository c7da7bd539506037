"""上传文件 without a script: several at once, each stored or refused for itself."""

import asyncio

import pytest

from contracts.files import Receipt
from kit.blobs import Blobs
from kit.ids import new_id
from services.documents.uploads.domain import MEGABYTE
from tests.service.documents.world import BACK, World
from tests.unit.services.documents.scans import costly, encrypted, pdf, picture


async def test_files_are_stored_and_their_receipts_go_back(world: World, blobs: Blobs) -> None:
    who = await world.someone()
    shown = await who.client.get("/documents/upload", params={"grant": who.grant()})
    assert "上传佐证材料" in shown.text
    answer = await who.hand_in(("证书.pdf", pdf(3)), ("照片.JPG", picture()))
    assert answer.leads_to.startswith(f"{BACK}?receipt=")
    paper, photo = who.receipts(answer.leads_to)
    assert (paper.name, paper.media_type, paper.pages, paper.account_id) == (
        "证书.pdf",
        "application/pdf",
        3,
        who.id,
    )
    assert (photo.name, photo.media_type, photo.pages) == ("照片.JPG", "image/jpeg", 1)
    rows = await world.rows("files")
    assert [row["id"] for row in rows] == [paper.file_id, photo.file_id]
    stored = await blobs.get("uploads", rows[0]["blob_key"])
    assert b"%PDF" not in stored
    assert "证书" not in rows[0]["name_encrypted"]
    assert await world.rows("upload_parts", by="starts_at") == []


async def test_the_good_ones_stay_whatever_is_wrong_with_the_others(world: World) -> None:
    who = await world.someone()
    page = await who.hand_in(
        ("好.pdf", pdf()),
        ("锁.pdf", encrypted()),
        ("空.pdf", b""),
        ("大.pdf", b"%PDF-1.4" + bytes(20 * MEGABYTE)),
        ("文.docx", b"PK\x03\x04 not for us"),
    )
    assert page.status == 422
    assert [fault.split("：")[0] for fault in page.faults] == [
        "《锁.pdf》",
        "《空.pdf》",
        "《大.pdf》",
        "《文.docx》",
    ]
    assert "需要密码" in page.faults[0]
    assert "空文件" in page.faults[1]
    assert "每个文件最多 20MB" in page.faults[2]
    assert "另存或导出为 PDF" in page.faults[3]
    held = [str(one["value"]) for one in page.soup.select("input[name=receipt]")]
    assert [who.grants.open(Receipt, one).name for one in held] == ["好.pdf"]
    onward = page.soup.select_one(f'a.govuk-button[href^="{BACK}?receipt="]')
    assert onward
    assert str(onward["href"]).endswith("&unsent=4")  # the record learns what it is without
    mended = await who.hand_in(("锁.pdf", pdf(2)), receipts=held)
    assert [one.name for one in who.receipts(mended.leads_to)] == ["好.pdf", "锁.pdf"]
    assert await world.rows("upload_parts", by="starts_at") == []


async def test_a_costly_page_is_refused_by_its_number_and_leaves_nothing(world: World) -> None:
    who = await world.someone()
    page = await who.hand_in(("太湖.pdf", costly(page=2)))
    assert page.status == 422
    (fault,) = page.faults
    assert fault.startswith("《太湖.pdf》：第 2 页太复杂，无法正常显示。请把这一页重新扫描成图片")
    assert await world.rows("files") == []
    assert await world.rows("upload_parts", by="starts_at") == []


async def test_nothing_chosen_asks_for_a_file(world: World) -> None:
    who = await world.someone()
    page = await who.hand_in()
    assert (page.status, page.faults) == (422, ["请选择要上传的文件，再点击“上传”"])


async def test_the_same_content_again_is_the_same_file(world: World) -> None:
    who, other = await world.someone(), await world.someone()
    same = pdf()
    answers = await asyncio.gather(*(who.hand_in((f"{n}.pdf", same)) for n in range(2)))
    answers = [*answers, await who.hand_in(("c.pdf", same), ("d.pdf", same))]
    receipts = [one for answer in answers for one in who.receipts(answer.leads_to)]
    assert len({one.file_id for one in receipts}) == 1
    assert len(await world.rows("files")) == 1
    (theirs,) = other.receipts((await other.hand_in(("e.pdf", same))).leads_to)
    assert theirs.file_id != receipts[0].file_id
    assert theirs.fingerprint == receipts[0].fingerprint
    (letter,) = who.receipts((await who.hand_in(("f.pdf", same), purpose="letter")).leads_to)
    assert letter.file_id != receipts[0].file_id


async def test_no_more_files_than_were_granted(world: World) -> None:
    who = await world.someone()
    page = await who.hand_in(*((f"{n}.pdf", pdf(text=f"P{n}")) for n in range(3)), most=2)
    assert page.status == 422
    assert page.faults == ["《2.pdf》：一次最多上传 2 个文件，这个没有上传。请分次上传"]
    assert len(await world.rows("files")) == 2


async def test_only_what_was_granted_is_taken(world: World) -> None:
    who = await world.someone()
    page = await who.hand_in(("a.jpg", picture()), accepts=("application/pdf",))
    assert page.faults == ["《a.jpg》：这里只接受 PDF 文件，这份是 JPG。请另存为 PDF 后再上传"]


@pytest.mark.parametrize("role", ["", "applicant", "clerk"])
async def test_a_grant_is_for_one_account_only(world: World, role: str) -> None:
    owner, other = await world.someone(), await world.someone(role)
    taken = await other.hand_in(("a.pdf", pdf()), grant=owner.grant())
    assert taken.leads_to.startswith("/sign-in") if not role else taken.status == 403
    if role:
        assert (await other.hand_in(("a.pdf", pdf()), grant="forged")).status == 403
        (stolen,) = (await owner.hand_in(("a.pdf", pdf()))).leads_to.split("receipt=")[1:]
        assert (await other.hand_in(("b.pdf", pdf(2)), receipts=[stolen])).status == 403
        view = other.view_grant(new_id())
        assert (await other.hand_in(("a.pdf", pdf()), grant=view)).status == 403


async def test_too_much_at_once_is_refused_unread(world: World) -> None:
    who = await world.someone()
    page = await who.hand_in(*((f"{n}.pdf", bytes(18 * MEGABYTE)) for n in range(6)))
    assert page.status == 413
    assert "过大" in page.text
    assert await world.rows("uploads") == []


@pytest.mark.parametrize("body", [b"", b"--x\r\n", b"--x\r\ncontent-disposition: form-data; name=files"])
async def test_a_form_that_is_cut_off_is_refused(world: World, body: bytes) -> None:
    who = await world.someone()
    answer = await who.client.post(
        "/documents/upload",
        params={"grant": who.grant()},
        content=body,
        headers={"content-type": "multipart/form-data; boundary=x"},
    )
    assert answer.status_code == 422
    bare = await who.client.post("/documents/upload", params={"grant": who.grant()}, content=body)
    assert bare.status_code == 422
