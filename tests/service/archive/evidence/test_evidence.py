"""Evidence: uploaded elsewhere, attached here, kept by each version as it was."""

from datetime import timedelta
from uuid import UUID

import pytest

from contracts.files import EVIDENCE_TYPES, UploadGrant, ViewGrant
from kit.db import Pool
from kit.grants import Grants
from kit.ids import new_id
from tests.service.archive.conftest import PAPER, AnEmployer, Browser, Documents, Someone
from tests.service.archive.factories import a_submitted_file, a_verified_file, evidence, id_of, states, told

LIST = "/archive/records"


async def test_asking_to_upload_saves_first_and_leads_there_and_back(
    applicant: Browser, grants: Grants, pool: Pool
) -> None:
    await applicant.fill_basic()
    page = await applicant.get(f"{LIST}/new/paper")
    path = str(page.soup.select("main form[method=post]")[0]["action"])
    sent = await applicant.post(path, {**page.fields(), **PAPER, "act": "upload"})
    address, _, token = sent.leads_to.partition("?grant=")
    assert address == "/documents/upload"
    grant = grants.open(UploadGrant, token)
    assert (grant.account_id, grant.purpose, grant.back) == (applicant.id, "evidence", path)
    assert grant.accepts == EVIDENCE_TYPES
    assert await states(pool, id_of(path)) == ["draft"]


async def test_the_form_sends_files_while_it_is_filled_in(
    applicant: Browser, grants: Grants, documents: Documents, pool: Pool
) -> None:
    await applicant.fill_basic()
    page = await applicant.get(f"{LIST}/new/paper")
    [box] = page.soup.select("[data-upload]")
    address, _, token = str(box["data-upload"]).partition("?grant=")
    assert (address, box["data-most"]) == ("/documents/upload", "20")
    assert grants.open(UploadGrant, token).account_id == applicant.id
    path = str(page.soup.select("main form[method=post]")[0]["action"])
    receipts = [documents.receipt(applicant, name=name) for name in ("封面.pdf", "目录.pdf")]
    form = {**page.fields(), **PAPER, "receipt": receipts}
    refused = await applicant.post(path, {**form, "name": ""})
    assert [one["value"] for one in refused.soup.select("input[name=receipt]")] == receipts
    assert "目录.pdf" in refused.text
    await applicant.post(path, form)
    assert len(await evidence(pool, id_of(path))) == 2
    [box] = (await applicant.get(path)).soup.select("[data-upload]")
    assert box["data-most"] == "18"


async def test_a_form_with_a_fault_is_not_left(applicant: Browser) -> None:
    await applicant.fill_basic()
    page = await applicant.post(f"{LIST}/{new_id()}", {"kind": "paper", "version": "0", "act": "upload"})
    assert page.status == 422


async def test_files_that_come_back_are_attached_at_once_and_once(
    applicant: Browser, documents: Documents, pool: Pool
) -> None:
    await applicant.fill_basic()
    path = await applicant.add("paper", PAPER)
    receipts = [documents.receipt(applicant, name=f"第{n}页.pdf") for n in (1, 2)]
    for _ in range(2):
        assert (await applicant.get(path, receipt=receipts)).leads_to == f"{path}?attached=2"
    page = await applicant.get(f"{path}?attached=2")
    assert "已添加 2 个佐证材料" in page.text
    assert "第1页.pdf" in page.text
    assert "PDF，3 页，2.3MB" in page.text
    assert len(await evidence(pool, id_of(path))) == 2
    assert "第1页" not in str(await pool.fetch("select * from files"))
    (event,) = await told(pool, "archive.files_kept")
    assert event["account_id"] == str(applicant.id)
    assert set(event["file_ids"]) == {str(one) for one in await evidence(pool, id_of(path))}  # type: ignore[call-overload]


async def test_each_record_calls_a_file_as_it_was_called_there(
    applicant: Browser, clerk: Browser, documents: Documents
) -> None:
    await applicant.fill_basic()
    file_id = new_id()
    paths = [await applicant.add("paper", {**PAPER, "name": name}) for name in ("第一篇", "第二篇")]
    for path, name in zip(paths, ("扫描件1.pdf", "录用证明.pdf"), strict=True):
        await applicant.get(path, receipt=documents.receipt(applicant, file_id=file_id, name=name))
    first, second = [(await applicant.get(path)).text for path in paths]
    assert ("扫描件1.pdf" in first, "录用证明.pdf" in first) == (True, False)
    assert ("扫描件1.pdf" in second, "录用证明.pdf" in second) == (False, True)
    page = await applicant.get(paths[0])
    await applicant.post(paths[0], {**page.fields(), "journal": "中国环境监测"})
    assert "扫描件1.pdf" in (await applicant.get(paths[0])).text
    await applicant.submit()
    shown = (await clerk.get(f"/archive/verification/{applicant.id}")).text
    assert "扫描件1.pdf" in shown
    assert "录用证明.pdf" in shown


async def test_receipts_in_the_form_are_attached_when_it_is_saved(
    applicant: Browser, documents: Documents, pool: Pool
) -> None:
    await applicant.fill_basic()
    page = await applicant.get(f"{LIST}/new/paper")
    path = str(page.soup.select("main form[method=post]")[0]["action"])
    receipt = documents.receipt(applicant)
    refused = await applicant.post(path, {**page.fields(), **PAPER, "name": "", "receipt": receipt})
    assert refused.fields()["receipt"] == receipt
    await applicant.post(path, {**refused.fields(), **PAPER})
    assert len(await evidence(pool, id_of(path))) == 1


async def test_a_file_whose_box_is_cleared_is_no_evidence_any_more(
    applicant: Browser, documents: Documents, pool: Pool
) -> None:
    await applicant.fill_basic()
    path = await applicant.add("paper", PAPER)
    await applicant.get(path, receipt=[documents.receipt(applicant, name=name) for name in ("甲", "乙")])
    first, second = await evidence(pool, id_of(path))
    sent = (await applicant.get(path)).fields()
    await applicant.post(path, {**sent, "file": str(second)})
    assert await evidence(pool, id_of(path)) == [second]
    form = {**(await applicant.get(path)).fields(), "journal": "中国环境监测"}
    form.pop("files")
    form.pop("file")
    await applicant.post(path, form)
    assert await evidence(pool, id_of(path)) == [second], "a form without boxes takes nothing away"
    assert first != second


@pytest.mark.rule("A2.5")
async def test_new_evidence_of_a_verified_record_needs_verification_and_the_old_version_keeps_its_own(
    applicant: Browser, clerk: Browser, documents: Documents, pool: Pool
) -> None:
    path = await a_verified_file(applicant, clerk)
    await applicant.get(path, receipt=documents.receipt(applicant))
    assert await states(pool, id_of(path)) == ["verified", "draft"]
    assert await evidence(pool, id_of(path), number=1) == []
    assert len(await evidence(pool, id_of(path))) == 1
    await applicant.submit()
    page = await clerk.get(f"/archive/verification/{applicant.id}")
    assert "佐证材料 — 刊物封面.pdf（新增）" in page.text.split("与上次核验的不同之处")[-1]
    await clerk.verify_all(applicant)
    sent = (await applicant.get(path)).fields()
    sent.pop("file")
    await applicant.post(path, sent)
    assert await states(pool, id_of(path)) == ["superseded", "verified", "draft"]
    assert len(await evidence(pool, id_of(path), number=2)) == 1
    assert await evidence(pool, id_of(path)) == []


async def test_new_evidence_of_what_is_submitted_takes_it_back(
    applicant: Browser, documents: Documents, pool: Pool
) -> None:
    path = await a_submitted_file(applicant)
    await applicant.get(path, receipt=documents.receipt(applicant))
    assert await states(pool, id_of(path)) == ["draft"]


async def test_another_employer_gets_the_evidence_too(
    applicant: Browser, clerk: Browser, documents: Documents, an_employer: AnEmployer, pool: Pool
) -> None:
    path = await a_submitted_file(applicant)
    await applicant.get(path, receipt=documents.receipt(applicant))
    await applicant.submit()
    await clerk.verify_all(applicant)
    other = await an_employer("诸暨市环境保护监测站", "12330681000000000X")
    await applicant.post("/archive/employer", {"employer_id": str(other)})
    assert await states(pool, id_of(path)) == ["superseded", "draft"]
    assert len(await evidence(pool, id_of(path))) == 1


async def test_only_the_owner_and_the_clerk_who_got_it_are_led_to_a_file(
    applicant: Browser, clerk: Browser, someone: Someone, documents: Documents, grants: Grants, pool: Pool
) -> None:
    path = await a_submitted_file(applicant)
    await applicant.get(path, receipt=documents.receipt(applicant))
    (file,) = await evidence(pool, id_of(path))
    address, _, token = (await applicant.get(f"/archive/files/{file}")).leads_to.partition("?grant=")
    assert address == f"/documents/files/{file}/view"
    assert grants.open(ViewGrant, token).file_id == file
    assert (await clerk.get(f"/archive/files/{file}")).status == 404, "it is still a draft"
    await applicant.submit()
    assert (await clerk.get(f"/archive/files/{file}")).status == 303
    assert (
        f"/archive/files/{file}" in (await clerk.get(f"/archive/verification/{applicant.id}")).response.text
    )
    for stranger in (await someone("applicant"), await someone("clerk", org_id=new_id())):
        assert (await stranger.get(f"/archive/files/{file}")).status == 404


async def test_receipts_of_others_for_something_else_or_too_old_are_refused(
    applicant: Browser, someone: Someone, documents: Documents, pool: Pool
) -> None:
    await applicant.fill_basic()
    path = await applicant.add("paper", PAPER)
    for receipt in (
        documents.receipt(await someone("applicant")),
        documents.receipt(applicant, purpose="letter"),
        documents.receipt(applicant, lasts=timedelta(seconds=-1)),
        "nonsense",
    ):
        assert (await applicant.get(path, receipt=receipt)).status == 403
    old = documents.receipt(applicant, lasts=timedelta(seconds=-1))
    page = await applicant.fill(path, journal="中国环境监测", receipt=old)
    assert page.status == 422
    assert page.fields()["journal"] == "中国环境监测"
    assert await evidence(pool, id_of(path)) == []


async def test_a_stranger_attaches_nothing(
    applicant: Browser, someone: Someone, documents: Documents
) -> None:
    await applicant.fill_basic()
    path = await applicant.add("paper", PAPER)
    stranger = await someone("applicant")
    assert (await stranger.get(path, receipt=documents.receipt(stranger))).status in {404, 409}


async def test_a_record_has_a_limited_number_of_files(
    applicant: Browser, documents: Documents, pool: Pool
) -> None:
    await applicant.fill_basic()
    path = await applicant.add("paper", PAPER)
    for _ in range(4):  # as many as one form of files has
        await applicant.get(path, receipt=[documents.receipt(applicant) for _ in range(5)])
    held = [str(one) for one in await evidence(pool, id_of(path))]
    form = (await applicant.get(path)).fields()
    page = await applicant.post(path, {**form, "file": held, "receipt": documents.receipt(applicant)})
    assert page.status == 422
    assert "一条记录最多 20 个佐证材料" in page.text
    assert len(await evidence(pool, id_of(path))) == 20


async def test_who_may_see_a_record_is_chosen_for_each(
    applicant: Browser, clerk: Browser, pool: Pool
) -> None:
    path = await a_verified_file(applicant, clerk)
    assert await pool.fetchval(PUBLIC, UUID(id_of(path))) is True
    await applicant.fill(path, visibility="offices")
    assert await pool.fetchval(PUBLIC, UUID(id_of(path))) is False
    assert await states(pool, id_of(path)) == ["verified", "draft"]
    await applicant.submit()
    assert "仅审核部门可见" in (await clerk.get(f"/archive/verification/{applicant.id}")).text


PUBLIC = "select is_public from item_versions where item_id = $1 order by number desc limit 1"


async def test_the_examiner_is_told_of_the_same_file_elsewhere_and_the_applicant_is_not(
    applicant: Browser, clerk: Browser, someone: Someone, documents: Documents, employer: UUID
) -> None:
    other = await someone("applicant", name="王五")
    await other.post("/archive/employer", {"employer_id": str(employer)})
    for person in (applicant, other):
        path = await a_submitted_file(person)
        await person.get(path, receipt=documents.receipt(person, fingerprint="a" * 64))
        await person.submit()
    page = await clerk.get(f"/archive/verification/{applicant.id}")
    assert "佐证材料“刊物封面.pdf”与本单位王五的记录所附文件内容相同" in page.text
    assert "不代表结论" in page.text
    batch = await clerk.get("/archive/verification/batch", person=[str(applicant.id), str(other.id)])
    assert "与本单位王五的记录所附文件内容相同" in batch.text
    assert "与本单位张三的记录所附文件内容相同" in batch.text
    for where in ("/archive", LIST, path):
        assert "王五" not in (await applicant.get(where)).text


async def test_the_same_file_for_two_records_of_one_person(
    applicant: Browser, clerk: Browser, documents: Documents
) -> None:
    await a_submitted_file(applicant)
    receipt = documents.receipt(applicant)
    for name in ("一", "二"):
        path = await applicant.add("paper", {**PAPER, "name": name})
        await applicant.get(path, receipt=receipt)
    await applicant.submit()
    page = await clerk.get(f"/archive/verification/{applicant.id}")
    assert page.text.count("与本人另一条记录所附文件内容相同") == 1, (
        "one line, with how many records it is about"
    )
    assert "与本人另一条记录所附文件内容相同（2 条记录）" in page.text


async def test_lists_show_how_much_proves_a_record_and_that_nothing_does(
    applicant: Browser, clerk: Browser, documents: Documents
) -> None:
    await applicant.fill_basic()
    proven = await applicant.add("paper", PAPER)
    bare = {**PAPER, "name": "另一篇论文"}
    await applicant.add("paper", bare)
    files = [documents.receipt(applicant, name=name) for name in ("封面.pdf", "目录.pdf")]
    await applicant.get(f"{proven}?receipt={files[0]}&receipt={files[1]}")

    rows = (await applicant.get(LIST)).soup.select("main tbody tr")
    told = {row.a.get_text(): row.get_text(" ") for row in rows if row.a}
    assert "2 个文件" in told[f"《{PAPER['name']}》"]
    assert "没有上传" in told[f"《{bare['name']}》"]
    assert "没有佐证材料 1 条" in (await applicant.get("/archive")).text

    await applicant.submit()
    assert "3 项（含个人基本信息），1 项没有佐证材料" in (await clerk.get("/archive/verification")).text
    assert "佐证材料 没有上传" in (await clerk.get(f"/archive/verification/{applicant.id}")).text


async def test_a_record_that_was_saved_without_a_failed_upload_says_so(
    applicant: Browser, documents: Documents, pool: Pool
) -> None:
    await applicant.fill_basic()
    page = await applicant.get(f"{LIST}/new/paper")
    path = str(page.soup.select("main form[method=post]")[0]["action"])
    sent = {**page.fields(), **PAPER, "receipt": [documents.receipt(applicant)], "unsent": ["a.pdf", "b.pdf"]}

    saved = await applicant.post(path, sent)

    assert await states(pool, id_of(path)) == ["draft"]
    shown = await applicant.get(saved.leads_to)
    assert "记录已保存，但有 2 个文件没有上传成功" in shown.text
    back = await applicant.get(f"{path}?unsent=1&receipt={documents.receipt(applicant)}")
    assert "有 1 个文件没有上传成功" in (await applicant.get(back.leads_to)).text
    assert "没有上传成功" not in (await applicant.get(path)).text


async def test_a_form_that_is_shown_again_names_the_uploads_that_failed(
    applicant: Browser, documents: Documents, pool: Pool
) -> None:
    await applicant.fill_basic()
    page = await applicant.get(f"{LIST}/new/paper")
    path = str(page.soup.select("main form[method=post]")[0]["action"])
    receipt = documents.receipt(applicant)
    sent = {**page.fields(), **PAPER, "name": "", "receipt": [receipt], "unsent": ["锁.pdf", "<b>.pdf"]}

    again = await applicant.post(path, sent)

    assert again.status == 422
    assert "还没有上传成功的文件：锁.pdf、<b>.pdf。" in again.text
    assert "&lt;b&gt;.pdf" in again.response.text
    assert await states(pool, id_of(path)) == []


@pytest.mark.parametrize("told", ["x", "-1", "", "99999999999999999999"])
async def test_an_odd_count_of_failed_uploads_says_nothing(applicant: Browser, told: str) -> None:
    await applicant.fill_basic()
    path = await applicant.add("paper", PAPER)
    assert (await applicant.get(f"{path}?unsent={told}")).status == 200


async def test_the_file_that_was_returned_says_so_when_it_comes_again(
    applicant: Browser, clerk: Browser, documents: Documents
) -> None:
    await applicant.fill_basic()
    path = await applicant.add("paper", PAPER)
    same = new_id()
    await applicant.get(f"{path}?receipt={documents.receipt(applicant, file_id=same)}")
    await applicant.submit()
    item = id_of(path)
    await clerk.judge(
        applicant,
        **{f"verdict-{item}": "returned", f"reason-{item}": "封面看不清", "attested": "yes"},
    )
    returned = (await applicant.get(path)).fields()

    back = await applicant.get(f"{path}?receipt={documents.receipt(applicant, file_id=same)}")
    assert "有 1 个与被退回时的完全相同" in (await applicant.get(back.leads_to)).text
    again = {**returned, "receipt": documents.receipt(applicant, file_id=same)}
    saved = await applicant.post(path, again)
    assert "有 1 个与被退回时的完全相同" in (await applicant.get(saved.leads_to)).text
    mended = {**(await applicant.get(path)).fields(), "receipt": documents.receipt(applicant)}
    assert (await applicant.post(path, mended)).leads_to == f"{LIST}?done=saved"
