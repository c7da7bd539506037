"""Files of people without an account: taken under a grant alone, few for each record, gone with the case."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from contracts.commission import FilesKept
from contracts.files import OPEN_UPLOAD_PAGE, OpenUpload, Receipt
from deploy.demo.page import Page
from kit.blobs import Blobs
from kit.clock import now
from kit.db import transaction
from kit.ids import new_id
from services.documents.consumers import hear
from services.documents.uploads.domain import MEGABYTE, MOST_TRIES
from services.documents.uploads.operations import erase, strangers
from tests.service.documents.world import Browser, World, open_upload
from tests.unit.services.documents.scans import encrypted, pdf, picture

PROGRAM = b"MZ\x90\x00" + bytes(2000)


async def send(world: World, who: Browser, grant: OpenUpload, *sent: tuple[str, bytes], **more: str) -> Page:
    token = world.grants.seal(grant, lasts=timedelta(hours=1))
    files = [("files", (name, data, "application/octet-stream")) for name, data in sent]
    return Page(
        await who.client.post(
            OPEN_UPLOAD_PAGE, params={"grant": token}, data=more, files=files or [("files", ("", b""))]
        )
    )


async def test_a_stranger_uploads_for_an_objection_and_the_file_goes_with_the_case(
    world: World, blobs: Blobs
) -> None:
    guest, grant, contract = await world.someone(""), open_upload(), pdf(2)
    token = world.grants.seal(grant, lasts=timedelta(hours=1))
    shown = await guest.client.get(OPEN_UPLOAD_PAGE, params={"grant": token})
    assert "上传异议的材料" in shown.text
    assert "每个文件最多 10MB" in shown.text
    assert "全部文件合计" not in shown.text
    assert shown.headers["cache-control"] == "no-store"
    with capture_logs() as logs:
        answer = await send(world, guest, grant, ("周知情的合同.pdf", contract), ("现场.jpg", picture()))
    assert "周知情" not in str(logs)
    assert answer.leads_to.startswith(f"{grant.back}?receipt=")
    paper, photo = guest.receipts(answer.leads_to)
    assert {paper.account_id, photo.account_id} == {grant.owner_id}
    assert (paper.purpose, paper.pages) == ("objection", 2)
    again = await send(world, guest, grant, ("又一次.pdf", contract))
    assert guest.receipts(again.leads_to)[0].file_id == paper.file_id  # the same twice is one
    person_id = new_id()
    kept: dict[str, object] = {
        "id": str(new_id()),
        "about": str(person_id),
        "at": now().isoformat(),
        "account_id": str(grant.owner_id),
        "file_ids": [str(paper.file_id)],
        "person_id": str(person_id),
    }
    await hear(world.pool)(FilesKept.topic, kept)
    clerk = await world.someone("clerk")
    seen = await clerk.client.get(
        f"/documents/files/{paper.file_id}/view", params={"grant": clerk.view_grant(paper.file_id)}
    )
    assert seen.status_code == 200
    assert not [row for row in await world.rows("outbox") if row["topic"] == "documents.read"]
    assert (await clerk.client.get(f"/documents/files/{paper.file_id}")).status_code == 403
    async with transaction(world.pool) as conn:
        places = await erase.places(conn, person_id)
        await erase.erase_person(conn, person_id)
    left = {row["id"]: row["blob_key"] for row in await world.rows("files")}
    assert set(left) == {photo.file_id}
    assert len(places) == 1
    async with transaction(world.pool) as conn:
        gone = await strangers.forget_stale(conn, "objection", at=now() + timedelta(days=8))
    assert list(gone.files) == [left[photo.file_id]]  # what nobody kept goes with the next upload of anybody


async def test_what_is_wrong_is_told_and_the_good_ones_stay(world: World) -> None:
    guest = await world.someone("")
    page = await send(
        world,
        guest,
        open_upload(),
        ("好.pdf", pdf()),
        ("合同.exe", PROGRAM),
        ("合同.pdf", PROGRAM),
        ("锁.pdf", encrypted()),
        ("空.pdf", b""),
    )
    assert page.status == 422
    names = [fault.split("：")[0] for fault in page.faults]
    assert names == ["《合同.exe》", "《合同.pdf》", "《锁.pdf》", "《空.pdf》"]
    assert "需要密码" in page.faults[2]
    held = [str(one["value"]) for one in page.soup.select("input[name=receipt]")]
    assert [world.grants.open(Receipt, one).name for one in held] == ["好.pdf"]


@pytest.mark.parametrize(("megabytes", "status"), [(11, 422), (60, 413)])
async def test_what_is_huge_is_refused(world: World, megabytes: int, status: int) -> None:
    guest = await world.someone("")
    page = await send(world, guest, open_upload(), ("大.pdf", b"%PDF-1.4" + bytes(megabytes * MEGABYTE)))
    assert page.status == status
    assert await world.rows("files") == []
    assert await world.rows("upload_parts", by="starts_at") == []


async def test_a_record_has_few_files_and_few_tries(world: World) -> None:
    guest, grant = await world.someone(""), open_upload(most=2)
    page = await send(world, guest, grant, *((f"{n}.pdf", pdf(n)) for n in range(1, 4)))
    assert page.status == 422
    assert "最多上传 2 个文件" in page.faults[0]
    for _ in range(MOST_TRIES - 2):
        assert (await send(world, guest, grant, ("空.pdf", b""))).status == 422
    page = await send(world, await world.someone(""), grant, ("好.pdf", pdf()))
    assert "次数已达上限" in page.faults[0]
    other = await send(world, guest, open_upload(), ("好.pdf", pdf()))
    assert other.status == 303


async def test_all_strangers_together_have_so_much_a_day(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = await world.someone("")
    assert (await send(world, guest, open_upload(), ("一.pdf", pdf()))).status == 303
    monkeypatch.setattr(strangers, "BYTES_OF_STRANGERS", 100)
    page = await send(world, guest, open_upload(), ("二.pdf", pdf(2)))
    assert "今天收到的材料太多" in page.faults[0]
    person = await world.someone()
    assert (await person.hand_in(("三.pdf", pdf(3)))).status == 303  # others do not notice


async def test_nothing_comes_without_a_grant_of_this_kind(world: World) -> None:
    guest = await world.someone("")
    for token in ("", "x", guest.grant(), world.grants.seal(open_upload(), lasts=timedelta(seconds=-1))):
        for method in ("GET", "POST"):
            answer = await guest.client.request(method, OPEN_UPLOAD_PAGE, params={"grant": token})
            assert answer.status_code == 403
    person = await world.someone()
    opened = world.grants.seal(open_upload(), lasts=timedelta(hours=1))
    assert (await person.hand_in(("a.pdf", pdf()), grant=opened)).status == 403
