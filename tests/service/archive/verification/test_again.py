"""What comes again after a return: held against what was returned, at the desk of who returned it."""

from kit.db import Pool
from tests.service.archive.conftest import AnEmployer, Browser, Documents, Someone
from tests.service.archive.factories import a_submitted_file, a_verified_file, id_of, states

DIFFERENT = "与上次退回的不同之处"
SAME = "内容与上次退回时的相同。"


async def returned(clerk: Browser, applicant: Browser, path: str) -> None:
    item = id_of(path)
    fields = {f"verdict-{item}": "returned", f"reason-{item}": "请更正刊名，补充封面"}
    assert (await clerk.judge(applicant, **fields)).status == 303


async def person(clerk: Browser, applicant: Browser) -> str:
    page = await clerk.get(f"/archive/verification/{applicant.id}")
    assert page.status == 200
    return page.text


async def test_the_clerk_sees_what_was_mended_since_the_return(
    applicant: Browser, clerk: Browser, documents: Documents
) -> None:
    path = await a_submitted_file(applicant)
    await returned(clerk, applicant, path)
    assert DIFFERENT not in await person(clerk, applicant)
    await applicant.get(path, receipt=documents.receipt(applicant))
    await applicant.fill(path, journal="中国环境监测")
    assert DIFFERENT in (await applicant.get("/archive/submission")).text
    await applicant.submit()
    page = await person(clerk, applicant)
    assert page.index("请更正刊名，补充封面") < page.index(DIFFERENT)
    told = page.split(DIFFERENT)[-1]
    assert "环境监测 中国环境监测" in told
    assert "佐证材料 — 刊物封面.pdf（新增）" in told
    assert "太湖流域蓝藻水华的遥感监测 太湖" not in told  # the name is as it was
    many = await clerk.get("/archive/verification/batch", person=str(applicant.id))
    assert DIFFERENT in many.text


async def test_what_comes_again_as_it_was_returned_says_so(applicant: Browser, clerk: Browser) -> None:
    path = await a_submitted_file(applicant)
    await returned(clerk, applicant, path)
    await applicant.post(path, {**(await applicant.get(path)).fields(), "journal": "中国环境监测"})
    await applicant.fill(path, journal="环境监测")
    await applicant.submit()
    page = await person(clerk, applicant)
    assert SAME in page
    assert DIFFERENT not in page


async def test_the_version_that_was_judged_last_counts(
    applicant: Browser, clerk: Browser, pool: Pool
) -> None:
    path = await a_verified_file(applicant, clerk)
    await applicant.fill(path, journal="中国环境监测")
    await applicant.submit()
    assert "环境监测 中国环境监测" in (await person(clerk, applicant)).split("与上次核验的不同之处")[-1]
    await returned(clerk, applicant, path)
    await applicant.fill(path, journal="环境科学")
    await applicant.submit()
    assert await states(pool, id_of(path)) == ["verified", "returned", "submitted"]
    page = await person(clerk, applicant)
    assert "中国环境监测 环境科学" in page.split(DIFFERENT)[-1]
    assert "与上次核验的不同之处" not in page


async def test_another_employer_does_not_see_what_was_returned_elsewhere(
    applicant: Browser, clerk: Browser, someone: Someone, an_employer: AnEmployer
) -> None:
    path = await a_submitted_file(applicant)
    await returned(clerk, applicant, path)
    await applicant.fill(path, journal="中国环境监测")
    other = await an_employer("绍兴市环境科学研究院", "12330600471234568F")
    assert (await applicant.post("/archive/employer", {"employer_id": str(other)})).status == 303
    await applicant.submit()
    stranger = await someone("clerk", org_id=other, name="钱七")
    page = await person(stranger, applicant)
    assert "中国环境监测" in page
    assert DIFFERENT not in page
