"""Another name or department of an employer: the others are told, what was is kept (M2.5, M2.6)."""

import pytest

from kit.db import Pool
from tests.fixtures.database import words_of
from tests.service.identity.browser import Browser
from tests.service.identity.factories import events

NAME = "绍兴市生态环境监测中心"
WHY = "绍编〔2026〕12 号批复，2026 年 3 月更名"

COUNTY = "keqiao-ecology"
MOVED = "绍政办〔2026〕8 号，2026 年 3 月划归柯桥区管理"


pytestmark = pytest.mark.state("approved_employer")


@pytest.fixture
def page(pool: Pool) -> str:
    return f"/admin/employers/{words_of(pool)['employer_id']}"


@pytest.mark.rule("M2.5")
async def test_the_new_name_is_told_and_the_old_one_stays_as_a_former_one(
    admin: Browser, page: str, pool: Pool
) -> None:
    await admin.open(page)
    form = admin.hidden(f"{page}/rename") | {"new_name": f" {NAME} ", "why": WHY, "confirmed": "yes"}
    for _ in range(2):
        assert (await admin.send(f"{page}/rename", **form)).status_code == 303, admin.text
    told = (await events(pool, "identity.employer_changed"))[-1]
    assert (told["name"], told["former_names"]) == (NAME, ["绍兴市环境监测中心"])
    assert await pool.fetchval("select count(*) from employer_names") == 1
    await admin.open(page)
    assert "曾用名" in admin.text
    assert WHY in admin.text


@pytest.mark.rule("M2.5")
async def test_without_name_and_reason_and_from_an_old_tab_nothing_changes(
    admin: Browser, page: str, pool: Pool
) -> None:
    answer = await admin.fill(page, form=f"{page}/rename", new_name="绍兴市环境监测中心", why="")
    assert (answer.status_code, len(admin.errors)) == (422, 2)
    answer = await admin.send(f"{page}/rename", version="1", new_name=NAME, why=WHY)
    assert answer.status_code == 409
    assert NAME in answer.text
    assert await pool.fetchval("select name from employers") == "绍兴市环境监测中心"


@pytest.mark.rule("M2.5")
async def test_what_is_not_approved_yet_is_mended_by_its_clerk_and_not_renamed(
    admin: Browser, page: str, pool: Pool
) -> None:
    await pool.execute("update employers set status = 'submitted'")
    assert (await admin.send(f"{page}/rename", version="2", new_name=NAME, why=WHY)).status_code == 404


@pytest.mark.rule("M2.6")
async def test_the_new_department_is_told_with_its_place_and_the_old_one_is_kept(
    admin: Browser, page: str, pool: Pool
) -> None:
    await admin.open(page)
    form = admin.hidden(f"{page}/move") | {"department": COUNTY, "move_why": MOVED, "confirmed": "yes"}
    for _ in range(2):
        assert (await admin.send(f"{page}/move", **form)).status_code == 303, admin.text
    told = (await events(pool, "identity.employer_changed"))[-1]
    assert (told["level"], told["place"]) == ("county", "柯桥区")
    assert await pool.fetchval("select count(*) from requests where kind = 'superior'") == 1
    await admin.open(page)
    assert MOVED in admin.text
    assert f"绍兴市生态环境局 → {told['department']}" in admin.text


@pytest.mark.rule("M2.6")
async def test_without_department_and_reason_and_from_an_old_tab_nothing_changes(
    admin: Browser, page: str, pool: Pool
) -> None:
    before = await pool.fetchval("select department from employers")
    answer = await admin.fill(page, form=f"{page}/move", department="nothing", move_why="")
    assert (answer.status_code, len(admin.errors)) == (422, 2)
    answer = await admin.send(f"{page}/move", version="1", department=COUNTY, move_why=MOVED)
    assert answer.status_code == 409
    assert MOVED in answer.text
    assert await pool.fetchval("select department from employers") == before


@pytest.mark.rule("M2.6")
async def test_what_is_not_approved_yet_is_mended_by_its_clerk_and_not_moved(
    admin: Browser, page: str, pool: Pool
) -> None:
    await pool.execute("update employers set status = 'submitted'")
    answer = await admin.send(f"{page}/move", version="2", department=COUNTY, move_why=MOVED)
    assert answer.status_code == 404


@pytest.mark.rule("M2.6")
async def test_what_is_confirmed_names_the_unit(admin: Browser, page: str) -> None:
    await admin.fill(page, form=f"{page}/move", department=COUNTY, move_why=MOVED)
    for words in ("绍兴市环境监测中心", "变更后：柯桥区", MOVED, "经办人（1 人）", "确认变更"):
        assert words in admin.text


@pytest.mark.rule("M2.5")
async def test_what_will_change_is_shown_and_asked_before(
    admin: Browser, chief: Browser, page: str, pool: Pool
) -> None:
    changes = "/employers/mine/changes"
    await chief.fill(changes, form=f"{changes}/rename", new_name="绍兴市监测总站", why="绍编〔2026〕9 号批复")
    before = await pool.fetchrow("select * from employers")
    answer = await admin.fill(page, form=f"{page}/rename", new_name=NAME, why=WHY)
    assert answer.status_code == 200
    for words in (f"变更后：{NAME}", WHY, "经办人（1 人）", "1 件待审核的同类申请", "确认更名"):
        assert words in admin.text
    assert await pool.fetchrow("select * from employers") == before
    assert await pool.fetchval("select count(*) from requests where kind = 'renaming'") == 1
    sent = {
        str(one["name"]): str(one["value"])
        for one in admin.soup.select(f"form[action='{page}/rename'] input")
    }
    assert (await admin.send(f"{page}/rename", **sent)).status_code == 303
    assert await pool.fetchval("select name from employers") == NAME
