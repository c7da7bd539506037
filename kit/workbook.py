"""A sheet as xlsx: written for people who print it, every cell a text; read when it comes back."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO
from types import TracebackType
from typing import IO, Self
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from kit.errors import Invalid

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINE_HEIGHT = 15  # in points; programs other than Excel give a row no height by themselves
HEAD_ROW = 2  # below title and note; counted from 0
MOST_BYTES = 900 * 1024
MOST_INSIDE = 24 * 1024 * 1024  # unpacked: what is small outside may be anything inside
MOST_PARTS = 200
OFTEN = 4096  # texts that come again and again are made ready once
_DOCTYPES = tuple("<!DOCTYPE".encode(one) for one in ("utf-8", "utf-16-le", "utf-16-be"))
_A3 = 8
_TEXT = {"num_format": "@", "font_name": "宋体", "valign": "vcenter"}
_LINED = {**_TEXT, "border": 1, "text_wrap": True}
_SHEET, _BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
_OF_THE_ROWS = {_SHEET, _BOOK}  # what says which row is the last
_SAMPLE = re.compile(rb'<row r="4"[^>]*><c r="A4" s="(\d+)"/></row>')
_SIZE = re.compile(rb'<dimension ref="[^"]*"/>')
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9a-fA-F]{4}_)")
_ODD = re.compile(rf"[&<>]|^\s|\s\Z|{_UNWRITABLE.pattern}")


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
    """The sheet while it is written: each row goes packed into the file at once and is never held here.

    Every cell is written as a text: what begins with = + - @ is no formula, and no month becomes a date.
    What surrounds the rows is xlsxwriter's; the rows are written here, four times as fast as by it.
    """

    def __init__(self, into: IO[bytes], layout: Layout) -> None:
        self._into = into
        self._layout = layout
        self._row = HEAD_ROW
        self._opened = ExitStack()
        self._cell = lru_cache(OFTEN)(_cell)
        self._columns = [
            (xl_col_to_name(column), max(1, int(width) - 1))
            for column, (_, width) in enumerate(layout.columns)
        ]

    def __enter__(self) -> Self:
        self._packed = self._opened.enter_context(ZipFile(self._into, "w", ZIP_DEFLATED, compresslevel=1))
        parts = _surroundings(self._layout, self._row)
        for name in sorted(parts.keys() - _OF_THE_ROWS):
            self._put(name, parts[name])
        begin, style, _ = _around_rows(parts)
        self._style = style
        self._sheet = self._opened.enter_context(self._packed.open(_SHEET, "w"))
        self._sheet.write(begin)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._opened:
            if error is None:
                self._finish()

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """Rows below those that are there, each as high as what stands in it needs."""
        written, cell = [], self._cell
        for texts in rows:
            self._row += 1
            number, lines, inside = self._row + 1, 1, []
            for (column, room), text in zip(self._columns, texts, strict=True):
                width, told = cell(text)
                lines = max(lines, -(-width // room))
                inside.append(f'<c r="{column}{number}" s="{self._style}"{told}')
            height = f' ht="{lines * LINE_HEIGHT}" customHeight="1"' if lines > 1 else ""
            written.append(f'<row r="{number}"{height}>{"".join(inside)}</row>')
        self._sheet.write("".join(written).encode())

    def _finish(self) -> None:
        parts = _surroundings(self._layout, self._row)
        _, _, end = _around_rows(parts)
        self._sheet.write(end)
        self._sheet.close()
        self._put(_BOOK, parts[_BOOK])

    def _put(self, name: str, content: bytes) -> None:
        """A part without a moment: the same rows are the same file."""
        with self._packed.open(name, "w") as part:
            part.write(content)


def _cell(text: str) -> tuple[int, str]:
    """How wide a text is in Latin characters, and how the element of its cell goes on."""
    if not text:
        return 0, "/>"
    width = (len(text) + len(text.encode())) // 2  # a Chinese character has three bytes and is two wide
    kept = ""
    if _ODD.search(text):
        kept = ' xml:space="preserve"'
        text = escape(_UNWRITABLE.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text))
    return width, f' t="inlineStr"><is><t{kept}>{text}</t></is></c>'


def _around_rows(parts: Mapping[str, bytes]) -> tuple[bytes, str, bytes]:
    """What stands before the rows, their style, and what stands after them."""
    begin, style, end = _SAMPLE.split(parts[_SHEET])
    return _SIZE.sub(b"", begin), style.decode(), end


def _surroundings(layout: Layout, last_row: int) -> dict[str, bytes]:
    """All parts of a book whose last row is this one; a sample stands for the rows."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(layout.name)
        _lay_out(book, sheet, layout)
        sheet.write_blank(HEAD_ROW + 1, 0, None, book.add_format(_LINED))
        last = len(layout.columns) - 1
        sheet.print_area(0, 0, last_row, last)
        sheet.autofilter(HEAD_ROW, 0, last_row, last)
    with ZipFile(file) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _lay_out(book: xlsxwriter.Workbook, sheet: Worksheet, layout: Layout) -> None:
    book.set_properties({"title": layout.title, "created": layout.made_at})
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
    big = book.add_format({**_TEXT, "bold": True, "font_size": 18, "align": "center"})
    head = book.add_format({**_LINED, "bold": True, "align": "center", "bg_color": "#F3F2F1"})
    sheet.set_row(0, 34)
    sheet.merge_range(0, 0, 0, last, "", big)
    sheet.write_string(0, 0, layout.title, big)
    note = book.add_format(_TEXT)
    sheet.merge_range(1, 0, 1, last, "", note)
    sheet.write_string(1, 0, layout.note, note)
    sheet.set_row(HEAD_ROW, 32)
    for column, (heading, _) in enumerate(layout.columns):
        sheet.write_string(HEAD_ROW, column, heading, head)


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
