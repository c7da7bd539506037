"""Accounts by a sheet: a dry run for each row, then exactly that (B0.1)."""

from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI

from kit.db import Pool
from kit.ids import new_id
from services.identity.settings import Settings
from tests.fixtures.people import SignIn
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import a_person, an_admin, events, session_of, signed_in
from tests.service.identity.officials import act, activated, assigned, in_days

HEAD = "姓名,登录名,手机号码,机构,任期开始,任期结束"
SHEN = "沈国平,ecology.shen,13600136000,绍兴市生态环境局,,"
QIAN = "钱红英,hr.qian,13700137000,绍兴市人力资源和社会保障局,,"
IMPORT = "/admin/officials/import"


async def dry_run(admin: Browser, *lines: str) -> list[list[str]]:
    """What is told of each row."""
    answer = await admin.send(IMPORT, text="\n".join((HEAD, *lines)))
    assert answer.status_code == 200, admin.text
    return results(admin)


def results(admin: Browser) -> list[list[str]]:
    rows = admin.soup.select("table")[-1].select("tbody tr")
    return [[cell.get_text(strip=True) for cell in row.select("th, td")][-2:] for row in rows]


async def apply(admin: Browser) -> int:
    return (await admin.send(f"{IMPORT}/apply", **admin.hidden(f"{IMPORT}/apply"))).status_code


@pytest.mark.rule("B0.1")
async def test_rows_are_shown_first_and_then_done_as_shown_and_the_same_sheet_changes_nothing(
    admin: Browser, browsers: Browsers, pool: Pool, settings: Settings
) -> None:
    shown = await dry_run(admin, SHEN, QIAN)
    assert [one[0] for one in shown] == ["新增", "新增"]
    assert await pool.fetchval("select count(*) from officials") == 0
    assert await apply(admin) == 200
    assert [one[0] for one in results(admin)] == ["完成", "完成"]
    codes = [row.get_text(" ", strip=True) for row in admin.soup.select("table")[0].select("tbody tr")]
    assert len(codes) == 2
    official = await activated(browsers(), "ecology.shen", codes[0].split()[-1])
    assert session_of(official, settings).name == "沈国平"
    assert len(await events(pool, "identity.contact_changed")) == 2
    before = await pool.fetch("select * from official_terms order by id")

    assert [one[0] for one in await dry_run(admin, SHEN, QIAN)] == ["无变化", "无变化"]
    assert admin.soup.select_one(f"form[action='{IMPORT}/apply']") is None
    assert await pool.fetch("select * from official_terms order by id") == before


def sheet(name: str) -> bytes:
    return (Path(__file__).parent / "sheets" / name).read_bytes()


async def shown_of(admin: Browser, name: str) -> list[list[str]]:
    """Row number and what is told of each row of a file."""
    admin.seen = await admin.client.post(IMPORT, files={"sheet": (name, sheet(name), "text/csv")})
    rows = admin.soup.select("table")[-1].select("tbody tr")
    return [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in rows]


@pytest.mark.parametrize("encoding", ["utf8", "gbk"])
@pytest.mark.parametrize("is_wide_first", [True, False])
async def test_a_name_with_a_wide_blank_is_the_same_person(
    admin: Browser, pool: Pool, encoding: str, *, is_wide_first: bool
) -> None:
    files = [f"16_names_with_wide_blanks_{encoding}.csv", "16_control_same_people.csv"]
    first, second = files if is_wide_first else reversed(files)
    await shown_of(admin, first)
    await apply(admin)
    assert [row[-2] for row in await shown_of(admin, second)] == ["无变化", "无变化"]
    names = await pool.fetch("select name from accounts where role = 'official' order by name")
    assert [row["name"] for row in names] == ["张三", "李四"]


async def test_days_are_shown_as_they_will_be_kept_and_ambiguous_ones_refused(
    admin: Browser, pool: Pool
) -> None:
    shown = await shown_of(admin, "22_first_days.csv")
    assert [row[-2] for row in shown] == ["新增", "有误，不导入", "新增", "新增", "新增"]
    assert all("2026年1月11日至2026年12月31日" in row[-1] for row in shown if row[-2] == "新增")
    assert "年月日之间要有分隔" in shown[1][-1]
    await apply(admin)
    kept = await pool.fetch("select distinct from_on, until_on from official_terms")
    assert [tuple(row) for row in kept] == [(date(2026, 1, 11), date(2026, 12, 31))]


async def test_what_spreadsheets_do_to_rows_is_no_fault(admin: Browser) -> None:
    assert [row[-2] for row in await shown_of(admin, "23_empty_cells_behind.csv")] == ["新增", "新增"]
    shown = await shown_of(admin, "23_line_break_in_a_cell.csv")
    assert [(row[0], row[1], row[-2]) for row in shown] == [
        ("2", "张三", "新增"),
        ("3", "李四", "新增"),
        ("4", "王五", "有误，不导入"),
    ]


async def test_wrong_rows_are_listed_and_stop_nobody(admin: Browser, browsers: Browsers, pool: Pool) -> None:
    await browsers(address="10.7.0.1").register("/register", **a_person(mobile="13500135000"))
    shown = await dry_run(
        admin,
        "沈国平,1,123,月球局,明天,",
        SHEN,
        "周明,ecology.shen,13600136001,绍兴市生态环境局,,",
        f"吴敏,wu.min,13600136002,绍兴市生态环境局,,{in_days(-1)}",
        "吴敏,13500135000,13600136002,绍兴市生态环境局,,",
        "吴敏,wu.min2,13600136002,,,",
    )
    assert [one[0] for one in shown] == ["有误，不导入", "新增", *["有误，不导入"] * 4]
    for words in ("登录名应为", "手机号码应为", "没有机构“月球局”", "任期开始“明天”不是日期"):
        assert words in shown[0][1]
    assert shown[2][1] == "登录名与第 3 行重复"
    assert shown[3][1] == "结束日期不能早于开始日期"
    assert shown[5][1] == "请填写机构"
    assert await apply(admin) == 200
    assert [one[0] for one in results(admin)] == ["未导入", "完成", *["未导入"] * 4]
    assert "有 5 行没有导入" in admin.text
    assert await pool.fetchval("select count(*) from officials") == 1


async def test_another_office_term_or_number_is_a_change(admin: Browser, pool: Pool, app: FastAPI) -> None:
    official_id, _ = await assigned(admin, pool)
    moved = f"沈国平,ecology.shen,13600136009,绍兴市人力资源和社会保障局,,{in_days(30)}"
    ((outcome, words),) = await dry_run(admin, moved)
    assert outcome == "变更"
    assert "任职 绍兴市生态环境局 → 绍兴市人力资源和社会保障局" in words
    assert "手机号码变更" in words
    assert await apply(admin) == 200
    assert [tuple(row) for row in await dry_run(admin, moved)] == [("无变化", "与现有账号一致")]
    assert await pool.fetchval("select count(*) from official_terms") == 2
    told = (await events(pool, "identity.contact_changed"))[-1]
    assert app.state.parts.cipher.decrypt(str(told["mobile_encrypted"])) == "13600136009"
    await act(admin, official_id, "end", why="退休")
    ((outcome, words),) = await dry_run(admin, moved)
    assert (outcome, "没有任职 →" in words) == ("变更", True)
    ((outcome, words),) = await dry_run(admin, moved.replace("沈国平", "沈国萍"))
    assert (outcome, words) == ("有误，不导入", "登录名属于姓名不同的另一个账号，请核对")


async def test_an_id_number_is_kept_as_its_hash_and_told_once(admin: Browser, pool: Pool) -> None:
    head, number = HEAD + ",身份证号码", a_person()["id_number"]
    rows = "\n".join((head, f"{SHEN},{number}", f"{QIAN},"))
    known = "select id_number_fingerprint from officials order by created_at, id"

    assert (await admin.send(IMPORT, text=rows)).status_code == 200
    assert await apply(admin) == 200
    (noted,) = [row[0] for row in await pool.fetch(known) if row[0]]
    assert number not in noted
    await admin.send(IMPORT, text=rows)
    assert [one[0] for one in results(admin)] == ["无变化", "无变化"]

    await admin.send(IMPORT, text="\n".join((head, f"{SHEN},", f"{QIAN},{number}")))
    assert results(admin) == [["无变化", "与现有账号一致"], ["变更", "登记身份证号码（用于回避）"]]
    assert await apply(admin) == 200
    assert [row[0] for row in await pool.fetch(known)] == [noted, noted]
    await admin.send(IMPORT, text="\n".join((head, f"{SHEN},330602199001011234")))
    assert results(admin)[0][0] == "有误，不导入"


async def test_what_changed_meanwhile_is_shown_again_and_not_done(admin: Browser, pool: Pool) -> None:
    await dry_run(admin, SHEN, QIAN)
    form = admin.hidden(f"{IMPORT}/apply")
    await assigned(admin, pool, login="hr.qian", name="钱红英", mobile="13700137000", office="shaoxing/hr")
    answer = await admin.send(f"{IMPORT}/apply", **form)
    assert answer.status_code == 409
    assert "没有导入" in admin.text
    assert [one[0] for one in results(admin)] == ["新增", "无变化"]
    assert await pool.fetchval("select count(*) from officials") == 1
    assert await apply(admin) == 200
    assert await pool.fetchval("select count(*) from officials") == 2
    assert (await admin.send(f"{IMPORT}/apply", text="x", digest="y")).status_code == 422


async def test_a_file_of_excel_is_read_and_one_that_is_none_is_told(admin: Browser) -> None:
    for encoding in ("utf-8-sig", "gb18030"):
        content = f"{HEAD}\r\n{SHEN}\r\n".encode(encoding)
        files = {"sheet": ("账号.csv", content, "text/csv")}
        admin.seen = await admin.client.post(IMPORT, files=files, data={"text": ""})
        assert [one[0] for one in results(admin)] == ["新增"]
    admin.seen = await admin.client.post(IMPORT, files={"sheet": ("a.xlsx", b"PK\x03\x04\xff\xff", "x")})
    assert admin.seen.status_code == 422
    assert admin.soup.select_one("#sheet-error") is not None
    assert (await admin.send(IMPORT, text="")).status_code == 422
    sample = await admin.open(f"{IMPORT}/sample.csv")
    assert sample.content.startswith(b"\xef\xbb\xbf")
    files = {"sheet": ("a.csv", sample.content, "text/csv")}
    assert (await admin.client.post(IMPORT, files=files)).status_code == 200


@pytest.mark.rule("B0.1")
async def test_an_administrator_of_a_city_imports_into_that_city_only(
    two_cities: FastAPI, browsers: Browsers, pool: Pool
) -> None:
    await an_admin(pool, two_cities)
    everywhere = await signed_in(browsers(of=two_cities), "admin.zj")
    ((outcome, words),) = await dry_run(everywhere, SHEN)
    assert (outcome, words) == ("有误，不导入", "有多个“绍兴市生态环境局”，请填写城市")
    await everywhere.send(IMPORT, text=f"{HEAD},城市\n{SHEN},shaoxing")
    assert await apply(everywhere) == 200
    await an_admin(pool, two_cities, login="admin.jx", city="jiaxing")
    admin = await signed_in(browsers(of=two_cities), "admin.jx")
    ((outcome, words),) = await dry_run(admin, SHEN)
    assert (outcome, words) == ("有误，不导入", "登录名已有人使用，请换一个")
    await admin.send(IMPORT, text=f"{HEAD},城市\n{QIAN},shaoxing")
    assert results(admin)[0][0] == "有误，不导入"
    assert [one[0] for one in await dry_run(admin, QIAN)] == ["新增"]
    assert await apply(admin) == 200
    assert await pool.fetchval("select city from officials order by created_at desc limit 1") == "jiaxing"


async def test_nobody_else_imports(browser: Browser, sign_in: SignIn) -> None:
    for role in ("applicant", "clerk", "official"):
        browser.client.cookies.update(sign_in(role, org_id=new_id()))
        for path in (IMPORT, f"{IMPORT}/sample.csv"):
            assert (await browser.open(path)).status_code == 403
        for path in (IMPORT, f"{IMPORT}/apply"):
            assert (await browser.send(path, text=f"{HEAD}\n{SHEN}")).status_code == 403
