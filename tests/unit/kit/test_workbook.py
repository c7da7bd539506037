"""A sheet is texts only, as somebody else's reader sees it, and leaves nothing behind."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from kit.workbook import Layout, Workbook

LAYOUT = Layout(
    name="名单",
    title="评审对象花名册",
    note="第 1 版",
    columns=(("序号", 6), ("姓名", 12)),
    kept_columns=2,
    made_at=datetime(2022, 11, 1, 2, tzinfo=UTC),
)


def written(*rows: tuple[str, ...]) -> bytes:
    file = BytesIO()
    with Workbook(file, LAYOUT) as book:
        for row in rows:
            book.add([row])
    return file.getvalue()


def sheet_of(content: bytes) -> Worksheet:
    found = load_workbook(BytesIO(content)).active
    assert isinstance(found, Worksheet)
    return found


def values(sheet: Worksheet) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_title_note_and_head_stand_above_the_rows() -> None:
    sheet = sheet_of(written(("1", "张三"), ("2", "李四")))
    assert sheet.title == "名单"
    assert values(sheet) == [
        ["评审对象花名册", None],
        ["第 1 版", None],
        ["序号", "姓名"],
        ["1", "张三"],
        ["2", "李四"],
    ]


def test_it_prints_with_its_head_on_each_page_and_its_number_below() -> None:
    sheet = sheet_of(written(("1", "张三")))
    assert sheet.freeze_panes == "C4"
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # one is not written
    assert sheet.oddFooter
    assert sheet.oddFooter.center
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@here", "202208", "007", "1E5", "{=1}", "http://a.b"])
def test_nothing_is_computed_or_read_as_a_number(text: str) -> None:
    cell = sheet_of(written(("1", text)))["B4"]
    assert (cell.data_type, cell.value, cell.number_format) == ("s", text, "@")
    assert cell.hyperlink is None


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40))
def test_whatever_was_typed_comes_back(text: str) -> None:
    assert sheet_of(written(("1", text)))["B4"].value == text


def test_the_same_rows_are_the_same_file() -> None:
    assert written(("1", "张三")) == written(("1", "张三"))


@pytest.mark.parametrize("text", ["_x0041_", "a\x01b", "\ufffe", " 前后 ", "a < b & c > d", "甲\r\n乙"])
def test_signs_that_xml_does_not_take_come_back(text: str) -> None:
    assert unescape(sheet_of(written(("1", text)))["B4"].value) == text


def test_a_long_sheet_knows_its_last_row() -> None:
    file = BytesIO()
    with Workbook(file, LAYOUT) as book:
        for begin in range(0, 2000, 500):
            book.add((str(number), f"第{number}人") for number in range(begin, begin + 500))
    sheet = sheet_of(file.getvalue())
    assert (sheet.max_row, sheet["A2003"].value, sheet["B2003"].value) == (2003, "1999", "第1999人")
    assert (sheet.print_area, sheet.auto_filter.ref) == ("'名单'!$A$1:$B$2003", "A3:B2003")
    assert sheet["B4"].border.left.style == sheet["B2003"].border.left.style == "thin"


def test_a_row_is_as_high_as_its_longest_text_needs() -> None:
    """LibreOffice gives a row no height by itself: lines stood upon each other in print."""
    sheet = sheet_of(written(("1", "张三"), ("2", "绍兴市生态环境监测中心"), ("3", "a" * 30)))
    assert [sheet.row_dimensions[row].height for row in (4, 5, 6)] == [None, 30, 45]


def test_nothing_lies_about_of_what_broke_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def broken() -> Iterator[tuple[str, str]]:
        yield ("1", "张三")
        raise RuntimeError("half")

    written(("1", "张三"))
    with pytest.raises(RuntimeError, match="half"), Workbook(BytesIO(), LAYOUT) as book:
        book.add(broken())
    assert not any(tmp_path.iterdir())
