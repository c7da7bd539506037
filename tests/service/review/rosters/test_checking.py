"""A roster that comes back as a sheet is held against the version, row by row, and changes nothing."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import httpx2
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from contracts.case import Role
from kit.workbook import MOST_BYTES, MOST_INSIDE
from services.review.rosters.domain import Roster
from tests.service.review.rosters.listing import OFFICE, entered, frozen
from tests.service.review.world import Office, World

FIRST = 4  # the first row below the head
SAME = "表格与固定的花名册一致，没有变化"


def edited(content: bytes, change: Callable[[Worksheet], object]) -> bytes:
    """The sheet as somebody changed it in a spreadsheet and saved it."""
    book, file = load_workbook(BytesIO(content)), BytesIO()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    change(sheet)
    book.save(file)
    return file.getvalue()


def packed(name: str, content: bytes) -> bytes:
    """A file with this inside."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as inside:
        inside.writestr(name, content)
    return file.getvalue()


async def two_lines(world: World) -> tuple[httpx2.AsyncClient, Roster, bytes]:
    """A frozen roster and its sheet."""
    await entered(world, name="张三", category="监测与分析")
    await entered(world, name="李四", category="规划与管理")
    roster, browser = await frozen(world), world.browser(OFFICE)
    return browser, roster, (await browser.get(f"/review/rosters/{roster.id}/roster.xlsx")).content


async def check(browser: httpx2.AsyncClient, roster: Roster, content: bytes) -> httpx2.Response:
    return await browser.post(f"/review/rosters/{roster.id}/check", files={"sheet": ("花名册.xlsx", content)})


async def kept(world: World) -> list[dict[str, object]]:
    return await world.rows("select * from candidates order by id")


@pytest.mark.rule("M1.2")
async def test_an_unchanged_export_has_no_difference(world: World) -> None:
    browser, roster, content = await two_lines(world)
    before = await kept(world)
    for one in (content, edited(content, lambda _: None)):  # as taken away, and as another program saved it
        told = await check(browser, roster, one)
        assert told.status_code == 200
        assert SAME in told.text
    assert await kept(world) == before


@pytest.mark.rule("M1.2", "M2.1")
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda sheet: sheet.cell(FIRST, 6, "另一单位"), ["另一单位", "工作单位", "张三"]),
        (lambda sheet: sheet.cell(FIRST, 4, 198001), ["198001（成了数字，应为文本）", "出生年月"]),
        (lambda sheet: sheet.cell(FIRST, 4, 198001.5), ["198001.5（成了数字，应为文本）"]),
        (lambda sheet: sheet.cell(FIRST, 4, datetime(1980, 1, 1)), ["（成了日期，应为文本）"]),  # noqa: DTZ001
        (lambda sheet: sheet.cell(FIRST, 22, "=1+1"), ["=1+1（成了公式，应为文本）", "备注"]),
        (lambda sheet: sheet.append(["9", "王五"]), ["不在花名册中", "王五"]),
        (lambda sheet: sheet.append(["1", "张三"]), ["序号重复"]),
        (lambda sheet: sheet.delete_rows(FIRST), ["缺少", "张三"]),
        (lambda sheet: sheet.move_range(f"A{FIRST}:V{FIRST}", rows=5), ["顺序"]),
        (lambda sheet: sheet.cell(FIRST, 23, "旁注"), ["多余的列", "旁注"]),
    ],
)
async def test_each_difference_is_told_with_its_row(
    world: World, change: Callable[[Worksheet], object], says: list[str]
) -> None:
    browser, roster, content = await two_lines(world)
    before = await kept(world)
    told = await check(browser, roster, edited(content, change))
    assert told.status_code == 200
    assert SAME not in told.text
    assert [one for one in says if one not in told.text] == []
    assert await kept(world) == before


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda sheet: sheet.cell(1, 1, "另一计划花名册"), ["其他申报计划的表格"]),
        (lambda sheet: sheet.cell(2, 1, "第 7 版，"), ["其他版本的表格"]),
        (lambda sheet: sheet.delete_cols(3), ["第 3 行第 3 列应为“性别”", "第 3 行第 22 列应为“备注”"]),
        (lambda sheet: sheet.insert_cols(3), ["第 3 行第 3 列应为“性别”", "第 3 行第 23 列应为空"]),
        (lambda sheet: sheet.delete_rows(1, 9), ["第 1 行应为", "第 2 行应以", "第 3 行第 1 列"]),
    ],
)
async def test_a_sheet_that_does_not_belong_is_refused_with_everything_wrong_at_once(
    world: World, change: Callable[[Worksheet], object], says: list[str]
) -> None:
    browser, roster, content = await two_lines(world)

    def unmerged(sheet: Worksheet) -> None:
        for one in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(one))
        change(sheet)

    told = await check(browser, roster, edited(content, unmerged))
    assert told.status_code == 422
    assert [one for one in says if one not in told.text] == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "请选择要核对的表格"),
        ("序号,姓名\n1,张三".encode("gb18030"), "读不出这个文件"),
        (packed("a.txt", b"a"), "读不出这个文件"),
        (packed("xl/workbook.xml", b"0" * (MOST_INSIDE + 1)), "文件展开后过大"),
        (packed("xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "读不出这个文件"),
        (b"PK\x03\x04" + b"0" * MOST_BYTES, "文件过大"),
    ],
    ids=["nothing", "csv", "another zip", "bomb", "entities", "large"],
)
async def test_what_is_no_sheet_of_ours_is_refused(world: World, content: bytes, says: str) -> None:
    browser, roster, _ = await two_lines(world)
    told = await check(browser, roster, content)
    assert told.status_code == 422
    assert says in told.text


async def test_what_is_larger_than_a_body_may_be_does_not_arrive(world: World) -> None:
    browser, roster, _ = await two_lines(world)
    assert (await check(browser, roster, b"0" * 2 * 1024 * 1024)).status_code == 413


async def test_another_office_checks_nothing(world: World) -> None:
    _, roster, content = await two_lines(world)
    browser = world.browser(Office("另一评委会", Role.COMMITTEE, "committee"))
    assert (await check(browser, roster, content)).status_code == 404


async def test_whose_lines_are_shown_can_read_it(world: World) -> None:
    browser, roster, content = await two_lines(world)
    before = len(await world.looks())
    await check(browser, roster, content)
    assert len(await world.looks()) == before
    await check(browser, roster, edited(content, lambda sheet: sheet.cell(FIRST, 2, "张四")))
    (look,) = (await world.looks())[before:]
    assert len(look.person_ids) == 1
