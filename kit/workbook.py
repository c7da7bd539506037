"""A sheet as xlsx: written for people who print it, every cell a text; read when it comes back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import IO, Self
from zipfile import ZipFile

import xlsxwriter

from kit.errors import Invalid

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD_ROW = 2  # below title and note; counted from 0
MOST_BYTES = 900 * 1024
MOST_INSIDE = 24 * 1024 * 1024  # unpacked: what is small outside may be anything inside
MOST_PARTS = 200
_DOCTYPES = tuple("<!DOCTYPE".encode(one) for one in ("utf-8", "utf-16-le", "utf-16-be"))
_A3 = 8
_TEXT = {"num_format": "@", "font_name": "宋体", "valign": "vcenter"}
_LINED = {**_TEXT, "border": 1, "text_wrap": True}


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What stands on the sheet besides its rows."""

    name: str  # of the sheet
    title: str
    note: str  # below the title
    columns: Sequence[tuple[str, float]]  # heading, width in characters
    kept_columns: int  # so many stay in sight on the left
    made_at: datetime


class Workbook:
    """The sheet while it is written. Rows lie in a folder of its own until the end, never all in memory.

    Every cell is written as a text: what begins with = + - @ is no formula, and no month becomes a date.
    """

    def __init__(self, into: IO[bytes], layout: Layout) -> None:
        self._into = into
        self._layout = layout
        self._row = HEAD_ROW
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        folder = self._opened.enter_context(TemporaryDirectory(prefix="zhicheng-sheet-"))
        self._book = xlsxwriter.Workbook(self._into, {"constant_memory": True, "tmpdir": folder})
        self._sheet = self._book.add_worksheet(self._layout.name)
        self._cell = self._book.add_format(_LINED)
        self._set_up()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._opened:
            self._finish()  # after an error, too: it closes its files, and nobody looks at what they say

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """Rows below those that are there."""
        for cells in rows:
            self._row += 1
            for column, text in enumerate(cells):
                self._sheet.write_string(self._row, column, text, self._cell)

    def _set_up(self) -> None:
        layout, sheet = self._layout, self._sheet
        told = {"title": layout.title, "created": layout.made_at}
        self._book.set_properties(told)
        sheet.set_landscape()
        sheet.set_paper(_A3)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, HEAD_ROW)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        sheet.freeze_panes(HEAD_ROW + 1, layout.kept_columns)
        for column, (_, width) in enumerate(layout.columns):
            sheet.set_column(column, column, width)
        last = len(layout.columns) - 1
        big = self._book.add_format({**_TEXT, "bold": True, "font_size": 18, "align": "center"})
        head = self._book.add_format({**_LINED, "bold": True, "align": "center", "bg_color": "#F3F2F1"})
        sheet.set_row(0, 34)
        sheet.merge_range(0, 0, 0, last, "", big)
        sheet.write_string(0, 0, layout.title, big)
        note = self._book.add_format(_TEXT)
        sheet.merge_range(1, 0, 1, last, "", note)
        sheet.write_string(1, 0, layout.note, note)
        sheet.set_row(HEAD_ROW, 32)
        for column, (heading, _) in enumerate(layout.columns):
            sheet.write_string(HEAD_ROW, column, heading, head)

    def _finish(self) -> None:
        last = len(self._layout.columns) - 1
        self._sheet.print_area(0, 0, self._row, last)
        self._sheet.autofilter(HEAD_ROW, 0, self._row, last)
        self._book.close()


class NotASheet(Invalid):
    """读不出这个文件。请上传从本系统下载、扩展名为 .xlsx 的表格；能用表格软件打开的，另存为 .xlsx 后再传。"""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row as it came back; `spoilt` says of a column, counted from 0, why it is no text any more."""

    number: int
    cells: tuple[str, ...]
    spoilt: Mapping[int, str]


def read(content: bytes, *, columns: int, most_rows: int) -> list[Row]:
    """The rows of the first sheet that are not empty, with one column more than are wanted."""
    if len(content) > MOST_BYTES:
        raise NotASheet(f"文件过大，最多 {MOST_BYTES // 1024}KB。请只上传花名册，不要插入图片")
    try:
        _look_inside(content)
        rows = list(_rows(content, columns=columns + 1, last=most_rows + 1))
    except NotASheet:
        raise
    except Exception as error:  # what readers raise over a file of anybody's is of every kind
        raise NotASheet from error
    if rows and rows[-1].number > most_rows:
        raise NotASheet(f"表格的行数过多，最多 {most_rows} 行")
    return rows


def _look_inside(content: bytes) -> None:
    """Refuse what would unpack to more than we hold, and XML that brings definitions of its own."""
    with ZipFile(BytesIO(content)) as file:
        parts = file.infolist()
        if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_INSIDE:
            raise NotASheet("文件展开后过大，没有读取。请上传从本系统下载的表格")
        for one in parts:
            inside = file.read(one)
            if any(mark in inside for mark in _DOCTYPES):
                raise NotASheet


def _rows(content: bytes, *, columns: int, last: int) -> Iterator[Row]:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content), read_only=True)
    try:
        sheet = book.worksheets[0]
        for number, row in enumerate(sheet.iter_rows(max_row=last, max_col=columns), 1):
            told = [_told(cell.value, cell.data_type) for cell in row]
            if any(text for text, _ in told):
                yield Row(
                    number=number,
                    cells=tuple(text for text, _ in told),
                    spoilt={column: why for column, (_, why) in enumerate(told) if why},
                )
    finally:
        book.close()


def _told(value: object, kind: str) -> tuple[str, str]:
    """What a cell says, and why it is no text."""
    if value is None:
        return "", ""
    if isinstance(value, str):
        return value.strip(), "公式" if kind == "f" else ""
    if isinstance(value, date | time):
        return str(value), "日期"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value), "数字"
