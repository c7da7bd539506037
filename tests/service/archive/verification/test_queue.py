"""The queue of 业绩档案审核: filters, quick reasons; and what the applicant sees of it at once."""

from uuid import UUID

import pytest

from kit.db import Pool
from tests.service.archive.conftest import PAPER, Browser, Someone
from tests.service.archive.factories import a_submitted_file, id_of

QUEUE = "/archive/verification"


@pytest.fixture
async def people(someone: Someone, employer: UUID) -> list[Browser]:
    """Two who handed in everything, and one whose basic information is verified already."""
    found = []
    for name in ("王五", "赵六"):
        browser = await someone("applicant", name=name)
        await browser.post("/archive/employer", {"employer_id": str(employer)})
        await a_submitted_file(browser)
        found.append(browser)
    return found


def names(page: object) -> list[str]:
    rows = page.soup.select("tbody tr label")  # type: ignore[attr-defined]
    return [row.get_text(strip=True) for row in rows]


@pytest.mark.rule("E3.1")
@pytest.mark.usefixtures("people")
async def test_the_queue_is_narrowed(clerk: Browser, applicant: Browser, pool: Pool) -> None:
    await a_submitted_file(applicant)
    await clerk.verify_all(applicant)
    await applicant.add("project", PROJECT)
    await applicant.submit()
    await pool.execute(
        """
        update item_versions v set submitted_at = '2022-05-01 23:30+08'
        from items i
        where i.id = v.item_id and i.person_id = $1
        """,
        applicant.id,
    )
    assert names(await clerk.get(QUEUE)) == ["张三", "王五", "赵六"]
    assert names(await clerk.get(QUEUE, name="五")) == ["王五"]
    assert names(await clerk.get(QUEUE, name="王　五")) == ["王五"]
    assert names(await clerk.get(QUEUE, kind="project")) == ["张三"]
    assert names(await clerk.get(QUEUE, basic="yes")) == ["王五", "赵六"]
    day = {"until-year": "2022", "until-month": "5", "until-day": "1"}
    assert names(await clerk.get(QUEUE, **day)) == ["张三"]
    assert names(await clerk.get(QUEUE, **{**day, "until-month": "4", "until-day": "30"})) == []
    page = await clerk.get(QUEUE, name="五", all="1")
    assert "共 3 人、5 项待核验，其中 1 人符合条件" in page.text
    assert "没有符合条件的待核验的人员" in (await clerk.get(QUEUE, name="无此人")).text
    assert (await clerk.get(QUEUE, **{**day, "until-month": "13"})).faults != []


@pytest.mark.rule("E3.1")
async def test_who_was_decided_about_is_found_by_name_too(
    clerk: Browser, people: list[Browser], applicant: Browser, pool: Pool
) -> None:
    await a_submitted_file(applicant)
    for person in (*people, applicant):
        await clerk.verify_all(person)
    shown = len(await _read(pool))
    for typed, found in (
        ("王 五", ["王五"]),
        ("三", ["张三"]),
        ("无此人", []),
        ("", ["张三", "赵六", "王五"]),
    ):
        page = await clerk.get(f"{QUEUE}/decided", name=typed)
        assert [link.get_text() for link in page.soup.select("tbody a")] == found
        assert page.value("name") == typed
    assert "没有姓名里含这几个字的人员" in (await clerk.get(f"{QUEUE}/decided", name="无此人")).text
    # who was not shown is not told
    assert [len(ids) for ids in (await _read(pool))[shown:]] == [1, 1, 3]


async def _read(pool: Pool) -> list[list[str]]:
    rows = await pool.fetch("select body from outbox where topic = 'archive.read' order by position")
    return [row["body"]["access"]["person_ids"] for row in rows]


async def test_a_quick_reason_is_a_reason(applicant: Browser, clerk: Browser, pool: Pool) -> None:
    item = id_of(await a_submitted_file(applicant))
    sent = {f"verdict-{item}": "returned", f"code-{item}": "缺少佐证材料，请上传"}
    await clerk.judge(applicant, **sent)
    await applicant.fill(f"/archive/records/{item}", journal="中国环境监测")
    await applicant.submit()
    await clerk.judge(applicant, **{**sent, f"reason-{item}": "缺封面"})
    rows = await pool.fetch("select reason from item_versions where item_id = $1 order by number", UUID(item))
    assert [row["reason"] for row in rows] == ["缺少佐证材料，请上传", "缺少佐证材料，请上传。缺封面"]


async def test_a_quick_reason_that_is_none_is_no_reason(applicant: Browser, clerk: Browser) -> None:
    item = id_of(await a_submitted_file(applicant))
    page = await clerk.judge(applicant, **{f"verdict-{item}": "returned", f"code-{item}": "随便"})
    assert page.status == 422


@pytest.mark.rule("C1.1")
async def test_the_applicant_sees_at_once_what_happened_by_whom(applicant: Browser, clerk: Browser) -> None:
    item = id_of(await a_submitted_file(applicant))
    await clerk.judge(applicant, **{f"verdict-{item}": "returned", f"reason-{item}": "重复"})
    await clerk.verify_all(applicant)
    page = await applicant.get("/archive")
    titles = [one.get_text(strip=True) for one in page.soup.select(".moj-timeline__title")]
    assert titles == ["核验通过 1 项", "退回修改 1 项", "提交 2 项内容"]
    assert "绍兴市环境监测中心 李四" in page.text


PROJECT = {
    "name": PAPER["name"],
    "from": "202001",
    "role": "主持",
    "content": "监测",
    "result": "完成",
}
