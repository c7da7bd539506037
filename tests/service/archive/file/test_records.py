"""我的业绩档案: every kind through one page."""

import asyncio

import pytest

from kit.db import Pool
from kit.ids import new_id
from services.archive.file.web.records import PER_PAGE
from services.archive.kinds.domain.fields import Shape
from services.archive.kinds.domain.kind import Kind
from services.archive.kinds.domain.kinds import RECORD_KINDS
from tests.service.archive.conftest import PAPER, Browser, Someone
from tests.service.archive.factories import (
    a_long_list,
    a_submitted_file,
    a_verified_file,
    id_of,
    readiness,
    states,
)

LIST = "/archive/records"


def example(kind: Kind) -> dict[str, str]:
    """Something valid for every field, as a browser sends it."""
    sent: dict[str, str] = {}
    for field in kind.fields:
        if field.shape is Shape.MONTH:
            sent |= {f"{field.name}-year": "2020", f"{field.name}-month": "03"}
        else:
            plain = {Shape.YEAR: "2020", Shape.NUMBER: "90", Shape.HOURS: "90.5", Shape.DECIMAL: "12.5"}
            text = field.options[0] if field.options else f"某{field.label}"
            sent[field.name] = plain.get(field.shape, text)
    return sent | ({"special_hours": "60", "general_hours": "18"} if kind.code == "training" else {})


@pytest.mark.parametrize("kind", RECORD_KINDS, ids=lambda kind: kind.code)
async def test_a_record_of_every_kind_is_added_listed_and_shown_again(applicant: Browser, kind: Kind) -> None:
    sent = example(kind)
    path = await applicant.add(kind.code, sent)
    listed = await applicant.get(LIST)
    assert listed.soup.select(f"main a[href='{path}']")
    shown = (await applicant.get(path)).fields()
    assert {name: shown[name] for name in sent} == sent


async def test_the_page_of_kinds_leads_to_every_kind(applicant: Browser) -> None:
    await applicant.fill_basic()
    page = await applicant.get(f"{LIST}/new")
    for kind in RECORD_KINDS:
        assert page.soup.select(f"main a[href='{LIST}/new/{kind.code}']")
    assert (await applicant.get(f"{LIST}/new/basic")).status == 404
    assert (await applicant.get(f"{LIST}/new/nothing")).status == 404


async def test_a_double_click_adds_once_even_at_the_same_moment(applicant: Browser, pool: Pool) -> None:
    await applicant.fill_basic()
    page = await applicant.get(f"{LIST}/new/paper")
    path = str(page.soup.select("main form[method=post]")[0]["action"])
    sent = {**page.fields(), **PAPER}
    for page in await asyncio.gather(*(applicant.post(path, sent) for _ in range(4))):
        assert page.leads_to == f"{LIST}?done=saved"
    assert await pool.fetchval("select count(*) from items where kind = 'paper'") == 1


async def test_a_wrong_record_is_told_everything_at_once(applicant: Browser, pool: Pool) -> None:
    await applicant.fill_basic()
    page = await applicant.post(f"{LIST}/{new_id()}", {"kind": "paper", "version": "0", "name": "题" * 151})
    assert page.status == 422
    assert page.faults == [
        "论文题目最多 150 字，现在是 151 字",
        "请填写发表时间",
        "请填写刊物或会议名称",
        "请选择作者身份",
    ]
    assert await pool.fetchval("select count(*) from items where kind = 'paper'") == 0


async def test_an_outdated_form_of_a_record_is_refused(applicant: Browser) -> None:
    path = await applicant.add("paper", PAPER)
    outdated = (await applicant.get(path)).fields()
    await applicant.fill(path, journal="中国环境监测")
    page = await applicant.post(path, {**outdated, "journal": "环境工程"})
    assert page.status == 409
    assert "中国环境监测" in page.text
    assert page.fields()["journal"] == "环境工程"


async def test_one_record_of_training_per_year(applicant: Browser) -> None:
    await applicant.add("training", {"year": "2021", "hours": "96"})
    again = {"kind": "training", "version": "0", "year": "2021", "hours": "90"}
    page = await applicant.post(f"{LIST}/{new_id()}", again)
    assert page.status == 422
    assert page.faults == ["已有 2021 年度的继续教育记录，请修改那一条"]
    assert (await applicant.post(f"{LIST}/{new_id()}", {**again, "year": "2020"})).status == 303


@pytest.mark.rule("A8.5")
async def test_half_hours_are_kept_listed_and_offered_again(applicant: Browser, pool: Pool) -> None:
    path = await applicant.add("training", {"year": "2021", "hours": "90.50", "special_hours": "60.0"})
    stored = await pool.fetchval("select fields from item_versions order by created_at desc limit 1")
    assert stored == {"year": 2021, "hours": "90.5", "special_hours": 60}
    assert "2021 年度继续教育 90.5 学时" in (await applicant.get(LIST)).text
    assert (await applicant.get(path)).fields()["hours"] == "90.5"


async def test_a_deleted_record_can_be_restored(applicant: Browser) -> None:
    path = await applicant.add("paper", PAPER)
    for _ in range(2):
        assert (await applicant.post(f"{path}/delete")).leads_to == f"{LIST}?done=deleted"
    assert (await applicant.get(path)).status == 404
    assert not (await applicant.get(LIST)).soup.select(f"main a[href='{path}']")
    for _ in range(2):
        assert (await applicant.post(f"{path}/restore")).leads_to == f"{LIST}?done=restored"
    assert (await applicant.get(LIST)).soup.select(f"main a[href='{path}']")


async def test_a_deleted_record_is_not_changed_by_a_form_that_was_still_open(applicant: Browser) -> None:
    path = await applicant.add("paper", PAPER)
    form = (await applicant.get(path)).fields()
    await applicant.post(f"{path}/delete")
    page = await applicant.post(path, {**form, "journal": "环境工程"})
    assert page.status == 409
    assert "恢复" in page.text


async def test_restoring_the_second_record_of_a_year_is_refused(applicant: Browser) -> None:
    first = await applicant.add("training", {"year": "2021", "hours": "96"})
    await applicant.post(f"{first}/delete")
    await applicant.add("training", {"year": "2021", "hours": "90"})
    page = await applicant.post(f"{first}/restore")
    assert page.status == 409
    assert "已有 2021 年度的继续教育记录" in page.text


async def test_strangers_neither_see_nor_touch_a_record(
    applicant: Browser, someone: Someone, employer: str, pool: Pool
) -> None:
    path = await applicant.add("paper", PAPER)
    stranger = await someone("applicant")
    await stranger.post("/archive/employer", {"employer_id": str(employer)})
    form = {**PAPER, "kind": "paper", "version": "1", "journal": "别人的刊物"}
    assert (await stranger.get(path)).status == 404
    assert (await stranger.post(path, form)).status == 404
    assert (await stranger.post(path, {**form, "version": "0"})).status == 404
    assert (await stranger.post(f"{path}/delete")).status == 404
    await applicant.post(f"{path}/delete")
    assert (await stranger.post(f"{path}/restore")).status == 404
    paper = "select deleted_at is not null and version = 2 from items where kind = 'paper'"
    assert await pool.fetchval(paper) is True


async def test_the_basic_information_is_no_record(applicant: Browser, pool: Pool) -> None:
    await applicant.fill_basic()
    item = await pool.fetchval("select id from items")
    path = f"{LIST}/{item}"
    assert (await applicant.get(path)).status == 404
    assert (await applicant.post(path, {**PAPER, "kind": "paper", "version": "1"})).status == 404
    assert (await applicant.post(path, {"kind": "basic", "version": "1"})).status == 404
    assert (await applicant.post(f"{path}/delete")).status == 404


async def test_a_record_does_not_change_its_kind(applicant: Browser) -> None:
    path = await applicant.add("paper", PAPER)
    page = await applicant.post(path, {"kind": "training", "version": "1", "year": "2020", "hours": "90"})
    assert page.status == 404


async def test_a_verified_record_stays_in_use_while_its_change_waits_and_when_it_is_returned(
    applicant: Browser, clerk: Browser, pool: Pool
) -> None:
    path = await a_verified_file(applicant, clerk)
    await applicant.fill(path, journal="中国环境监测")
    assert await states(pool, id_of(path)) == ["verified", "draft"]
    assert "仍可用于申报" in (await applicant.get(LIST)).text
    await applicant.submit()
    item = id_of(path)
    await clerk.judge(applicant, **{f"verdict-{item}": "returned", f"reason-{item}": "刊名与原件不一致"})
    assert await states(pool, item) == ["verified", "returned"]
    assert (await readiness(pool))[-1] == (True, True)
    assert "刊名与原件不一致" in (await applicant.get(path)).text
    await applicant.fill(path, journal="环境监测管理与技术")
    await applicant.submit()
    await clerk.verify_all(applicant)
    assert await states(pool, item) == ["superseded", "returned", "verified"]


async def test_deleting_what_was_verified_takes_it_out_of_use(
    applicant: Browser, clerk: Browser, pool: Pool
) -> None:
    path = await a_verified_file(applicant, clerk)
    await applicant.post(f"{path}/delete")
    assert (await readiness(pool))[-1] == (True, False)
    await applicant.post(f"{path}/restore")
    assert (await readiness(pool))[-1] == (True, True)


async def test_changing_or_deleting_what_is_submitted_takes_it_back(
    applicant: Browser, clerk: Browser, pool: Pool
) -> None:
    path = await a_submitted_file(applicant)
    await applicant.fill(path, journal="中国环境监测")
    assert await states(pool, id_of(path)) == ["draft"]
    await applicant.submit()
    await applicant.post(f"{path}/delete")
    await applicant.post(f"{path}/restore")
    assert await states(pool, id_of(path)) == ["draft"]
    assert "中国环境监测" not in (await clerk.get(f"/archive/verification/{applicant.id}")).text


async def test_a_long_list_comes_in_pages_and_can_be_narrowed(applicant: Browser, pool: Pool) -> None:
    await applicant.fill_basic()
    await a_long_list(pool, applicant.id, papers=PER_PAGE, patents=2)
    first, last = await applicant.get(LIST), await applicant.get(f"{LIST}?page=2")

    assert f"共 {PER_PAGE + 2} 条记录" in first.text
    links = [{str(tag["href"]) for tag in page.soup.select("main td a")} for page in (first, last)]
    assert [len(found) for found in links] == [PER_PAGE, 2]
    assert not links[0] & links[1]
    patents = await applicant.get(f"{LIST}?kind=patent&state=draft")
    assert "其中 2 条符合条件" in patents.text
    assert len(patents.soup.select("main td a")) == 2
    assert "没有符合条件的记录" in (await applicant.get(f"{LIST}?kind=patent&state=verified")).text
    assert (await applicant.get(f"{LIST}?kind=nothing&page=9")).status == 200
