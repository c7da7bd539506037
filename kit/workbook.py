"""A sheet as xlsx for people who print it: every cell a text, and some rows at a time."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import IO, Self

import xlsxwriter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD_ROW = 2  # below title and note; counted from 0
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
