"""What people paste and upload: heads, encodings, separators, dates, and everything that is wrong."""

from datetime import date

import pytest

from kit.sheets import MOST_BYTES, Unreadable, decoded
from services.identity.offices.domain.official_sheet import MOST_ROWS, sheet_rows

HEAD = "姓名,登录名,手机号码,机构,任期开始,任期结束"
LINE = "沈国平,ecology.shen,13600136000,绍兴市生态环境局"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_the_encodings_of_spreadsheets_are_read(encoding: str) -> None:
    (row,) = sheet_rows(decoded(f"{HEAD}\r\n{LINE},2026-03-01,\r\n".encode(encoding)))

    assert row.number == 2
    assert row.values["name"] == "沈国平"
    assert row.values["office"] == "绍兴市生态环境局"
    assert (row.from_on, row.until_on, row.faults) == (date(2026, 3, 1), None, ())


@pytest.mark.parametrize("separator", [",", "\t", ";", "，"])
def test_pasted_cells_are_read_with_any_separator(separator: str) -> None:
    text = f"{HEAD}\n{LINE},,\n".replace(",", separator)

    assert sheet_rows(text)[0].values["mobile"] == "13600136000"


@pytest.mark.parametrize(
    "text", ["2026-3-1", "2026/03/01", "20260301", "2026年3月1日", "2026.3.1", " 2026-03-01 ", "2026 3 1"]
)
def test_days_are_read_as_people_write_them(text: str) -> None:
    assert sheet_rows(f"{HEAD}\n{LINE},{text},\n")[0].from_on == date(2026, 3, 1)


@pytest.mark.parametrize("text", ["2026-13-01", "下个月", "2026-02-30", "46082", "202631"])
def test_what_is_no_day_is_told(text: str) -> None:
    assert sheet_rows(f"{HEAD}\n{LINE},,{text}\n")[0].faults == (
        f"任期结束“{text}”不是日期，请写成 2026-03-01 这样，年月日之间要有分隔",
    )


def test_rows_keep_the_numbers_of_the_spreadsheet_and_empty_ones_are_left_out() -> None:
    rows = sheet_rows(f"{HEAD}\n,,,,,\n{LINE},,\n\n{LINE},,\n")

    assert [row.number for row in rows] == [3, 5]


def test_quoted_cells_may_hold_separators_and_lines() -> None:
    (row,) = sheet_rows(f'{HEAD}\r\n"沈国平",ecology.shen,13600136000,"绍兴市,生态\r\n环境局",,\r\n')

    assert row.values["office"] == "绍兴市,生态\n环境局"


@pytest.mark.parametrize("behind", [",,,,", ",, ,\u3000,\u200b"])
def test_empty_cells_behind_mean_nothing(behind: str) -> None:
    for head in (HEAD, f"{HEAD},,"):
        assert sheet_rows(f"{head}\n{LINE},{behind}\n")[0].faults == ()


def test_rows_have_the_numbers_that_the_spreadsheet_shows_with_lines_in_cells() -> None:
    rows = sheet_rows(f'\n{HEAD}\n"沈\r\n国平",a.b,1,c,,\n\n{LINE},,\n')
    assert [row.number for row in rows] == [3, 5]
    with pytest.raises(Unreadable, match="第 3 行的引号不成对"):
        sheet_rows(f'{HEAD}\n"沈\n国平",a.b,1,c,,\n"{LINE}')


def test_a_value_under_no_head_is_told() -> None:
    assert sheet_rows(f"{HEAD},\n{LINE},,,多余\n")[0].faults == ("列数多于表头，请检查是否多了分隔符",)


def test_a_row_that_is_too_long_is_told() -> None:
    (row,) = sheet_rows(f"{HEAD}\n{LINE},,,多余,\n")

    assert row.faults == ("列数多于表头，请检查是否多了分隔符",)
    assert "内容过长" in sheet_rows(f"{HEAD}\n{'沈' * 201},a,b,c,,\n")[0].faults[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "没有内容"),
        ("\n\n", "没有内容"),
        (HEAD, "只有表头"),
        (LINE, "缺少列：姓名、登录名、手机号码、机构"),
        (f"{HEAD},备注\n{LINE},,,x", "不认识的列：备注"),
        (f"{HEAD},手机\n{LINE},,,x", "重复的列：手机、手机号码"),
        ("姓名,登录名\na,b", "缺少列：手机号码、机构"),
        (f'{HEAD}\n"{LINE}', "第 2 行的引号不成对"),
        (HEAD + f"\n{LINE},," * (MOST_ROWS + 1), f"共 {MOST_ROWS + 1} 行，一次最多 {MOST_ROWS} 行"),
        ("姓" * MOST_BYTES, "内容过多"),
    ],
)
def test_what_is_no_sheet_is_told_with_what_to_do(text: str, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        sheet_rows(text)


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\xff\xff\xff", b"a" * (MOST_BYTES + 1)])
def test_what_is_no_text_or_too_large_is_told(content: bytes) -> None:
    with pytest.raises(Unreadable):
        decoded(content)
