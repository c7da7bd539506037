"""The applicant chooses 现工作单位 from the approved employers."""

from uuid import UUID

import pytest

from kit.db import Pool
from kit.ids import new_id
from tests.service.archive.conftest import PAPER, AnEmployer, Browser, Someone
from tests.service.archive.factories import a_submitted_file, a_verified_file, readiness, states, told

EMPLOYER = "/archive/employer"


@pytest.mark.parametrize(
    "words", ["环境监测", "绍兴市环境监测中心", "12330600471234567X", "12330600471234567x"]
)
async def test_an_employer_is_found_by_name_or_credit_code(
    someone: Someone, an_employer: AnEmployer, words: str
) -> None:
    await an_employer("绍兴市环境监测中心", "12330600471234567X")
    await an_employer("诸暨市水务有限公司", "913306810000000000")
    page = await (await someone("applicant")).get(EMPLOYER, q=words)
    assert "绍兴市环境监测中心" in page.text
    assert "水务" not in page.text


@pytest.mark.parametrize(
    "words",
    [
        *("某某(绍兴)", "某某（绍兴）", "某某 绍兴", "某某绍兴环保", "9133 0602 MA2B Q123 4P"),
        *("９１３３０６０２ＭＡ２ＢＱ１２３４Ｐ", "91330602-MA2BQ1234P", "91330602MA2BQ1234P\u200b", "３ｍ"),
        *("\u200b".join("91330602MA2BQ1234P"), "91330602\u2013ma2bq1234p", "3M 环保", "\u2f54务"),
    ],
)
async def test_brackets_blanks_case_and_invisible_signs_make_no_difference(
    someone: Someone, an_employer: AnEmployer, words: str
) -> None:
    await an_employer("3M杭州某某（绍兴）环保水务有限公司", "91330602MA2BQ1234P")
    await an_employer("诸暨市人民医院", "913306810000000000")
    page = await (await someone("applicant")).get(EMPLOYER, q=words)
    assert "3M杭州某某（绍兴）环保水务有限公司" in page.text
    assert "诸暨市人民医院" not in page.text


@pytest.mark.parametrize("words", ["%", "__", "100%", "\x00\x00", "'; drop table persons; --"])
async def test_signs_of_sql_find_nothing(someone: Someone, an_employer: AnEmployer, words: str) -> None:
    await an_employer()
    page = await (await someone("applicant")).get(EMPLOYER, q=words)
    assert page.status in {200, 422}
    assert "绍兴市环境监测中心" not in page.text


async def test_one_character_is_too_little_to_search(someone: Someone) -> None:
    page = await (await someone("applicant")).get(EMPLOYER, q="环")
    assert page.status == 422
    assert page.faults == ["请输入单位名称中的至少两个字，或统一社会信用代码"]


async def test_an_employer_that_is_not_there_must_register_first_and_the_page_says_how(
    someone: Someone,
) -> None:
    page = await (await someone("applicant")).get(EMPLOYER, q="无此单位")
    assert "没有找到" in page.text
    assert page.soup.select("details[open]")
    assert page.soup.select("main a[href='/register/employer']")


async def test_nothing_can_be_filled_in_before_an_employer_is_chosen(someone: Someone) -> None:
    browser = await someone("applicant")
    for path in ("/archive/basic", "/archive/records", "/archive/records/new/paper", "/archive/submission"):
        assert (await browser.get(path)).leads_to == EMPLOYER
    for path in ("/archive/basic", f"/archive/records/{new_id()}", "/archive/submission"):
        assert (await browser.post(path, {"kind": "paper"})).leads_to == EMPLOYER


async def test_an_employer_that_is_not_approved_cannot_be_chosen(someone: Someone, pool: Pool) -> None:
    page = await (await someone("applicant")).post(EMPLOYER, {"employer_id": str(new_id())})
    assert page.status == 422
    assert page.faults == ["所选单位尚未注册或尚未通过审核，请从查询结果中选择。"]
    assert await pool.fetchval("select count(*) from persons") == 0


async def test_choosing_twice_is_choosing_once(someone: Someone, an_employer: AnEmployer, pool: Pool) -> None:
    employer, browser = await an_employer(), await someone("applicant")
    for _ in range(2):
        page = await browser.post(EMPLOYER, {"employer_id": str(employer)})
        assert page.leads_to == "/archive/basic"
    assert await readiness(pool) == [(False, False)]


async def test_another_employer_has_everything_to_verify_again(
    applicant: Browser, clerk: Browser, an_employer: AnEmployer, someone: Someone, pool: Pool
) -> None:
    paper = await a_verified_file(applicant, clerk)
    other = await an_employer("诸暨市环境保护监测站", "12330681000000000X")
    assert "重新核验" in (await applicant.get(EMPLOYER)).text
    await applicant.post(EMPLOYER, {"employer_id": str(other)})
    assert (await readiness(pool))[-1] == (False, False)
    assert (await told(pool, "archive.readiness_changed"))[-1]["employer_id"] == str(other)
    assert await states(pool, paper.rsplit("/", 1)[-1]) == ["superseded", "draft"]
    assert (await clerk.get(f"/archive/verification/{applicant.id}")).status == 404
    await applicant.submit()
    await (await someone("clerk", org_id=other)).verify_all(applicant)
    assert (await readiness(pool))[-1] == (True, True)


async def test_what_waits_at_the_old_employer_is_taken_back(
    applicant: Browser, clerk: Browser, an_employer: AnEmployer
) -> None:
    await applicant.fill_basic()
    await applicant.submit()
    other = await an_employer("诸暨市环境保护监测站", "12330681000000000X")
    await applicant.post(EMPLOYER, {"employer_id": str(other)})
    assert "没有待核验的人员" in (await clerk.get("/archive/verification")).text


async def test_the_copy_of_an_employer_is_its_newest_version_in_whatever_order_it_is_told(
    pool: Pool, an_employer: AnEmployer
) -> None:
    employer = await an_employer("现名称", version=5)
    await an_employer("旧名称", employer_id=employer, version=4, at="2022-06-01T00:00:00Z")
    assert await pool.fetchval("select name from employers where id = $1", employer) == "现名称"
    await an_employer("新名称", employer_id=employer, version=6)
    assert await pool.fetchval("select name from employers where id = $1", employer) == "新名称"


@pytest.mark.rule("A2.4")
@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("pending_letter", "还没有提交委托证明"),
        ("submitted", "管理员正在审核"),
        ("refused", "被退回"),
        ("expired", "授权已到期"),
        ("suspended", "授权已暂停（经办人的身份或任职情况有疑问，正在核实）"),
    ],
)
async def test_people_of_an_employer_that_may_not_act_are_told_so_and_cannot_choose_it(
    someone: Someone, an_employer: AnEmployer, pool: Pool, status: str, words: str
) -> None:
    employer, browser = await an_employer(status=status, suspended_for="clerk"), await someone("applicant")
    page = await browser.get(EMPLOYER, q="环境监测")
    assert words in page.text
    assert not page.soup.select("input[name=employer_id]")
    assert (await browser.post(EMPLOYER, {"employer_id": str(employer)})).status == 422
    assert await pool.fetchval("select count(*) from persons") == 0


@pytest.mark.rule("A2.4")
async def test_people_who_chose_an_employer_see_when_its_term_has_ended(
    applicant: Browser, employer: UUID, an_employer: AnEmployer
) -> None:
    assert "授权已到期" not in (await applicant.get(EMPLOYER)).text
    await an_employer(employer_id=employer, status="expired", version=3)
    assert "授权已到期" in (await applicant.get(EMPLOYER)).text


@pytest.mark.rule("A2.4")
async def test_what_waits_at_a_suspended_employer_stays_there_visibly(
    applicant: Browser, clerk: Browser, employer: UUID, an_employer: AnEmployer
) -> None:
    await a_submitted_file(applicant)
    await an_employer(employer_id=employer, status="suspended", suspended_for="letter", version=3)
    page = await applicant.get("/archive")
    assert "等待核验：单位的授权已暂停（委托证明有疑问，正在核实），恢复后继续" in page.text
    await an_employer(employer_id=employer, version=4)
    assert "授权已暂停" not in (await applicant.get("/archive")).text
    await clerk.verify_all(applicant)


async def test_an_employer_is_found_by_a_former_name(someone: Someone, an_employer: AnEmployer) -> None:
    await an_employer("绍兴市生态环境监测中心", former_names=["绍兴市环境保护监测站"])
    page = await (await someone("applicant")).get(EMPLOYER, q="保护监测站")
    assert "曾用名：绍兴市环境保护监测站" in page.text


@pytest.mark.parametrize("is_told_first", [True, False])
async def test_people_of_a_merged_employer_follow_it_with_all_that_is_verified(
    applicant: Browser,
    clerk: Browser,
    employer: UUID,
    an_employer: AnEmployer,
    someone: Someone,
    pool: Pool,
    *,
    is_told_first: bool,
) -> None:
    await a_verified_file(applicant, clerk)
    await applicant.add("paper", PAPER)
    await applicant.submit()
    other = new_id()
    if is_told_first:
        await an_employer("绍兴市生态环境中心", "12330681000000000X", employer_id=other)
    for _ in range(2):
        await an_employer(employer_id=employer, status="merged", merged_into=str(other), version=7)
    if not is_told_first:
        await an_employer("绍兴市生态环境中心", "12330681000000000X", employer_id=other)
    assert (await told(pool, "archive.readiness_changed"))[-1]["employer_id"] == str(other)
    assert (await readiness(pool))[-1] == (True, True)
    assert "没有待核验的人员" in (await clerk.get("/archive/verification")).text
    new_clerk = await someone("clerk", org_id=other)
    assert applicant.name in (await new_clerk.get("/archive/verification")).text
    found = (await (await someone("applicant")).get(EMPLOYER, q="环境监测中心")).soup
    assert [one["value"] for one in found.select("input[name=employer_id]")] == [str(other)]


async def test_an_event_takes_effect_once(pool: Pool, an_employer: AnEmployer) -> None:
    same = str(new_id())
    await an_employer("甲单位", id=same)
    await an_employer("乙单位", id=same)
    assert await pool.fetchval("select array_agg(name) from employers") == ["甲单位"]
