"""导入以前的档案: shown first, then drafts and nothing else; twice is once; nothing of others."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from deploy.demo.page import Page
from kit.db import Pool
from services.archive.transfer.domain.document import MOST_BYTES
from tests.service.archive.conftest import PAPER, Browser, Documents, Someone
from tests.service.archive.factories import a_verified_file, evidence, id_of, readiness, states

IMPORT, APPLY, LIST = "/archive/import", "/archive/import/apply", "/archive/records"
KEPT, LOST = "a" * 64, "b" * 64


def a_paper(**changes: Any) -> dict[str, Any]:
    """A record as an export tells of it."""
    return {
        "kind": "paper",
        "title": PAPER["name"],
        "visibility": "public",
        "values": dict(PAPER),
        "files": [],
        **changes,
    }


def a_document(*records: Any, basic: Any = None, **changes: Any) -> dict[str, Any]:
    return {"format": "zhicheng-archive", "version": 1, "basic": basic, "records": list(records), **changes}


async def upload(browser: Browser, document: Mapping[str, Any] | bytes) -> Page:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    files = {"document": ("我的档案.json", content, "application/json")}
    return Page(await browser.client.post(IMPORT, files=files))


async def confirm(browser: Browser, shown: Page) -> Page:
    assert shown.status == 200, shown.faults
    sent = {name: (None, value) for name, value in shown.fields(APPLY).items()}
    return Page(await browser.client.post(APPLY, files=sent))


async def items(pool: Pool, browser: Browser) -> list[str]:
    rows = await pool.fetch(
        "select id from items where person_id = $1 and kind <> 'basic' order by created_at", browser.id
    )
    return [str(row["id"]) for row in rows]


def results(page: Page) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in page.soup.select("main tbody tr")]


@pytest.mark.rule("A2.5")
async def test_what_was_verified_once_comes_in_as_drafts_of_somebody_new(
    applicant: Browser, clerk: Browser, someone: Someone, employer: str, pool: Pool
) -> None:
    await a_verified_file(applicant, clerk)
    document = (await applicant.client.get("/archive/export.json")).content
    newcomer = await someone("applicant")
    await newcomer.post("/archive/employer", {"employer_id": str(employer)})
    shown = await upload(newcomer, document)
    assert "导入为草稿 2 项" in shown.text
    assert await items(pool, newcomer) == []
    told = await readiness(pool)
    done = await confirm(newcomer, shown)
    assert "已导入 2 项草稿" in done.text
    [paper] = await items(pool, newcomer)
    assert await states(pool, paper) == ["draft"]
    assert await readiness(pool) == told
    basic = await newcomer.get("/archive/basic")
    assert basic.fields()["school"] == "浙江大学"
    assert done.soup.select(f"main a[href='{LIST}/{paper}']")


@pytest.mark.rule("A8.5")
@pytest.mark.parametrize("hours", ["90.5", 90.5])
async def test_half_hours_come_in_as_they_are_written(
    applicant: Browser, pool: Pool, hours: str | float
) -> None:
    await applicant.fill_basic()
    values = {"year": 2021, "hours": hours, "special_hours": 60, "general_hours": 18}
    training = a_paper(kind="training", title="2021 年度继续教育", values=values)
    await confirm(applicant, await upload(applicant, a_document(training)))
    [item] = await items(pool, applicant)
    assert (await applicant.get(f"{LIST}/{item}")).fields()["hours"] == "90.5"
    exported = (await applicant.client.get("/archive/export.json")).json()
    assert exported["records"][0]["values"]["hours"] == "90.5"


async def test_the_same_document_twice_makes_nothing_twice(applicant: Browser, pool: Pool) -> None:
    await applicant.fill_basic()
    document = a_document(a_paper())
    shown = await upload(applicant, document)
    await confirm(applicant, shown)
    made = await items(pool, applicant)
    again = await upload(applicant, document)
    assert results(again) == [f"第 1 条记录 论文：{PAPER['name']} 已有，不重复导入 档案中已有内容相同的一条"]
    assert not again.soup.select(f"form[action='{APPLY}']")
    pressed_twice = await confirm(applicant, shown)
    assert pressed_twice.status == 409
    assert await items(pool, applicant) == made


@pytest.mark.rule("A2.5")
async def test_what_is_here_is_never_written_over(applicant: Browser, clerk: Browser, pool: Pool) -> None:
    path = await a_verified_file(applicant, clerk)
    document = (await applicant.client.get("/archive/export.json")).json()
    await applicant.fill(path, journal="中国环境科学")
    document["basic"]["values"]["school"] = "同济大学"
    shown = await upload(applicant, document)
    assert "档案中已有不同的个人基本信息" in shown.text
    assert "档案中已有内容相同的一条" in shown.text
    assert await states(pool, id_of(path)) == ["verified", "draft"]


async def test_a_draft_that_was_changed_or_deleted_after_its_import_does_not_come_back(
    applicant: Browser, pool: Pool
) -> None:
    await applicant.fill_basic()
    document = a_document(a_paper(), a_paper(values={**PAPER, "name": "另一篇"}))
    await confirm(applicant, await upload(applicant, document))
    changed, deleted = await items(pool, applicant)
    await applicant.fill(f"{LIST}/{changed}", journal="中国环境科学")
    await applicant.post(f"{LIST}/{deleted}/delete")
    shown = await upload(applicant, document)
    assert "以前导入过，之后在档案中有修改" in shown.text
    assert "已删除的记录中有这一条" in shown.text
    assert "没有可以导入的新内容" in shown.text


async def test_everything_that_is_wrong_is_told_at_once_with_its_place(applicant: Browser) -> None:
    await applicant.fill_basic()
    document = a_document(
        a_paper(values={**PAPER, "published_on": "202013", "journal": "", "weight": 3}),
        a_paper(kind="poem"),
        "nonsense",
        a_paper(visibility="friends", files=[{"name": "a.pdf"}]),
        a_paper(values={**PAPER, "journal": ["环境监测"]}),
        {"kind": "training", "title": "2021", "visibility": "public", "values": {"year": 2021}},
        a_paper(),
        a_paper(),
    )
    found = results(await upload(applicant, document))
    told = {row.split(" ")[1]: row for row in found}
    assert "不认识的项目：weight" in told["1"]
    assert "不认识的类别“poem”" in told["2"]
    assert "内容无法识别" in told["3"]
    assert "公示范围无法识别；有的佐证材料没有名称或校验值" in told["4"]
    assert "内容无法识别：刊物或会议名称" in told["5"]
    assert "不能导入" in told["6"]
    assert "导入为草稿" in told["7"]
    assert "与第 7 条记录内容相同" in told["8"]


async def test_faults_of_the_form_are_told_by_their_own_words(applicant: Browser) -> None:
    await applicant.fill_basic()
    shown = await upload(
        applicant, a_document(a_paper(values={**PAPER, "published_on": "202013", "journal": ""}))
    )
    [row] = results(shown)
    assert "月份是 13" in row
    assert "请填写刊物或会议名称" in row


async def test_records_need_the_basic_information_first(applicant: Browser) -> None:
    shown = await upload(applicant, a_document(a_paper()))
    assert "须先有个人基本信息" in shown.text


async def test_one_year_has_one_record(applicant: Browser) -> None:
    await applicant.fill_basic()
    typed = {"year": "2021", "unit": "绍兴市环境监测中心", "result": "合格"}
    await applicant.add("appraisal", typed)
    other = {**typed, "result": "优秀"}
    record = {"kind": "appraisal", "title": "2021", "visibility": "public", "values": other, "files": []}
    third = {**record, "values": {**other, "year": "2020"}}
    fourth = {**record, "values": {**typed, "year": "2020"}}
    first, second, last = sorted(results(await upload(applicant, a_document(record, third, fourth))))
    assert "已有 2021" in first
    assert "导入为草稿" in second
    assert "与第 2 条记录为同一" in last


async def test_files_that_are_still_here_are_attached_and_others_named(
    applicant: Browser, someone: Someone, employer: str, documents: Documents, pool: Pool
) -> None:
    path = await applicant.add("paper", {**PAPER, "name": "第一篇"})
    await applicant.get(path, receipt=documents.receipt(applicant, sha256=KEPT))
    stranger = await someone("applicant")
    await stranger.post("/archive/employer", {"employer_id": str(employer)})
    theirs = await stranger.add("paper", PAPER)
    await stranger.get(theirs, receipt=documents.receipt(stranger, sha256=LOST))
    files = [{"name": "封面.pdf", "sha256": KEPT}, {"name": "目录.pdf", "sha256": LOST}]
    shown = await upload(applicant, a_document(a_paper(files=files)))
    assert "附上佐证材料 1 个" in shown.text
    assert "需要重新上传：目录.pdf" in shown.text
    done = await confirm(applicant, shown)
    assert "需要重新上传：目录.pdf" in done.text
    new = next(one for one in await items(pool, applicant) if one != id_of(path))
    assert await evidence(pool, new) == await evidence(pool, id_of(path))


async def test_a_file_that_was_downloaded_and_sent_again_is_known(
    applicant: Browser, documents: Documents, pool: Pool
) -> None:
    path = await applicant.add("paper", {**PAPER, "name": "第一篇"})
    again = documents.receipt(applicant, sha256="c" * 64, sent_sha256=KEPT)
    await applicant.get(path, receipt=again)
    shown = await upload(applicant, a_document(a_paper(files=[{"name": "照片.jpg", "sha256": KEPT}])))
    assert "附上佐证材料 1 个" in shown.text
    await confirm(applicant, shown)
    new = next(one for one in await items(pool, applicant) if one != id_of(path))
    assert await evidence(pool, new) == await evidence(pool, id_of(path))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "请选择要导入的档案文件"),
        (b"{", "不是在本平台下载的档案文件"),
        (b"[" * 200_000, "不是在本平台下载的档案文件"),
        (b'{"a": "\\ud800"}', "不是在本平台下载的档案文件"),
        (b"9" * 9_000, "不是在本平台下载的档案文件"),
        (b"[]", "不是本平台导出的档案文件"),
        (b"{}", "不是本平台导出的档案文件"),
        (json.dumps(a_document(version=2)).encode(), "只能导入第 1 版"),
        (json.dumps(a_document()).encode(), "没有可以导入的内容"),
        (json.dumps(a_document(a_paper()) | {"records": {}}).encode(), "记录无法识别"),
        (json.dumps(a_document(*range(1001))).encode(), "一次最多导入 1000 条"),
        (b" " * (MOST_BYTES + 1), "文件过大，最大 5MB"),
    ],
)
async def test_what_is_no_export_is_refused_with_what_to_do(
    applicant: Browser, content: bytes, told: str
) -> None:
    page = await upload(applicant, content)
    assert page.status == 422
    assert any(told in fault for fault in page.faults)


async def test_more_than_the_largest_form_is_not_even_read(applicant: Browser) -> None:
    page = await upload(applicant, b" " * (MOST_BYTES + 200_000))
    assert page.status == 413


async def test_whoever_changed_the_archive_meanwhile_sees_the_new_result(
    applicant: Browser, pool: Pool
) -> None:
    await applicant.fill_basic()
    shown = await upload(applicant, a_document(a_paper()))
    await applicant.add("paper", PAPER)
    page = await confirm(applicant, shown)
    assert page.status == 409
    assert "档案在您核对期间有变化" in page.text
    assert len(await items(pool, applicant)) == 1


async def test_without_an_employer_there_is_no_file_to_import_into(someone: Someone) -> None:
    stranger = await someone("applicant")
    assert (await stranger.get(IMPORT)).leads_to == "/archive/employer"
    assert (await upload(stranger, a_document(a_paper()))).leads_to == "/archive/employer"
