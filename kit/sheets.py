"""A sheet as people keep it: rows from a spreadsheet as text, their head in Chinese, one thing a row."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO

from kit.errors import Invalid

MOST_BYTES = 128 * 1024
LONGEST_CELL = 200
SEPARATORS = ("\t", "，", ";", ",")
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}  # of what spreadsheets call Unicode text


class Unreadable(Invalid):
    """A sheet that is none, with what to do about it."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row as typed, by field; `number` is what a spreadsheet shows beside it."""

    number: int
    values: Mapping[str, str]
    faults: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Columns:
    """What a sheet has: the names of columns with their fields, those that must be there, how many rows."""

    fields: Mapping[str, str]
    needed: Mapping[str, str]
    most_rows: int
    of: str  # what a row is, in words
    seen: Callable[[str], str]  # what people see of a cell


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8 with or without its mark, else what Chinese Excel writes."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"文件过大，最多 {MOST_BYTES // 1024}KB，请分成几个文件")
    marked = MARKS.get(content[:2])
    for encoding in (marked,) if marked else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("不是文本文件。请在表格软件中另存为“逗号分隔”格式（扩展名为 .csv）后上传")


def lines_of(text: str, columns: Columns) -> list[Line]:
    """Every row below the head that is not empty."""
    text = text.removeprefix("\ufeff").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    if len(text.encode()) > MOST_BYTES * 2:
        raise Unreadable(f"内容过多，最多 {MOST_BYTES // 1024}KB，请分几次导入")
    cut = _cut(text)
    head = next((one for one in cut if _is_filled(one[1], columns)), None)
    if head is None:
        raise Unreadable("没有内容，请上传表格文件或粘贴表格")
    names = _names(head[1], columns)
    rows = [_line(number, names, cells, columns) for number, cells in cut if _is_filled(cells, columns)]
    if not rows:
        raise Unreadable(f"只有表头，没有{columns.of}")
    if len(rows) > columns.most_rows:
        raise Unreadable(f"共 {len(rows)} 行，一次最多 {columns.most_rows} 行，请分几次导入")
    return rows


def _cut(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows as a spreadsheet counts them: several lines in a cell are one, an empty line is one, too."""
    first = text.lstrip().split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield number, cells
    except csv.Error as error:
        raise Unreadable(f"第 {number + 1} 行的引号不成对，请改正") from error


def _is_filled(cells: Iterable[str], columns: Columns) -> bool:
    return any(columns.seen(cell).strip() for cell in cells)


def _names(head: list[str], columns: Columns) -> list[str]:
    names = ["".join(columns.seen(cell).split()) for cell in head]
    unknown = [name for name in names if name and name not in columns.fields]
    found = [columns.fields.get(name, "") for name in names]
    missing = [label for field, label in columns.needed.items() if field not in found]
    twice = sorted({label for label in names if label and found.count(columns.fields.get(label, "")) > 1})
    told = [
        f"缺少列：{'、'.join(missing)}" if missing else "",
        f"不认识的列：{'、'.join(unknown)}" if unknown else "",
        f"重复的列：{'、'.join(twice)}" if twice and not unknown else "",
    ]
    if any(told):
        raise Unreadable("第一行应为表头。" + "；".join(filter(None, told)))
    return found


def _line(number: int, names: list[str], cells: list[str], columns: Columns) -> Line:
    values = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
    unnamed = (cell for place, cell in enumerate(cells) if place >= len(names) or not names[place])
    faults = ["列数多于表头，请检查是否多了分隔符"] if _is_filled(unnamed, columns) else []
    if any(len(value) > LONGEST_CELL for value in values.values()):
        faults.append(f"内容过长，每格最多 {LONGEST_CELL} 字")
    return Line(number=number, values=values, faults=tuple(faults))
