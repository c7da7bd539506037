"""A sheet of officials as people keep it: CSV from a spreadsheet, its head in Chinese, one account a row."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO

from contracts.normal.days import day
from contracts.normal.signs import seen
from kit.errors import Invalid

MOST_BYTES = 128 * 1024
MOST_ROWS = 500
LONGEST_CELL = 200
FIELDS = {
    "姓名": "name",
    "登录名": "login",
    "手机号码": "mobile",
    "手机号": "mobile",
    "手机": "mobile",
    "城市": "city",
    "机构": "office",
    "任职机构": "office",
    "任期开始": "from",
    "任期结束": "until",
}
NEEDED = {"name": "姓名", "login": "登录名", "mobile": "手机号码", "office": "机构"}
SEPARATORS = ("\t", "，", ";", ",")
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}  # of what spreadsheets call Unicode text


class Unreadable(Invalid):
    """A sheet that is none, with what to do about it."""


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One row as typed; `number` is what a spreadsheet shows beside it."""

    number: int
    values: Mapping[str, str]
    faults: tuple[str, ...]
    from_on: date | None
    until_on: date | None


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


def sheet_rows(text: str) -> list[SheetRow]:
    """Every row below the head that is not empty."""
    text = text.removeprefix("\ufeff").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    if len(text.encode()) > MOST_BYTES * 2:
        raise Unreadable(f"内容过多，最多 {MOST_BYTES // 1024}KB，请分几次导入")
    lines = _lines(text)
    head = next((one for one in lines if _is_filled(one[1])), None)
    if head is None:
        raise Unreadable("没有内容，请上传表格文件或粘贴表格")
    names = _names(head[1])
    rows = [_row(number, names, cells) for number, cells in lines if _is_filled(cells)]
    if not rows:
        raise Unreadable("只有表头，没有账号")
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"共 {len(rows)} 行，一次最多 {MOST_ROWS} 行，请分几次导入")
    return rows


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
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


def _is_filled(cells: Iterable[str]) -> bool:
    return any(seen(cell).strip() for cell in cells)


def _names(head: list[str]) -> list[str]:
    names = ["".join(seen(cell).split()) for cell in head]
    unknown = [name for name in names if name and name not in FIELDS]
    found = [FIELDS.get(name, "") for name in names]
    missing = [label for field, label in NEEDED.items() if field not in found]
    twice = sorted({label for label in names if label and found.count(FIELDS.get(label, "")) > 1})
    told = [
        f"缺少列：{'、'.join(missing)}" if missing else "",
        f"不认识的列：{'、'.join(unknown)}" if unknown else "",
        f"重复的列：{'、'.join(twice)}" if twice and not unknown else "",
    ]
    if any(told):
        raise Unreadable("第一行应为表头。" + "；".join(filter(None, told)))
    return found


def _row(number: int, names: list[str], cells: list[str]) -> SheetRow:
    values = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
    unnamed = (cell for place, cell in enumerate(cells) if place >= len(names) or not names[place])
    faults = ["列数多于表头，请检查是否多了分隔符"] if _is_filled(unnamed) else []
    if any(len(value) > LONGEST_CELL for value in values.values()):
        faults.append(f"内容过长，每格最多 {LONGEST_CELL} 字")
    days: dict[str, date | None] = {}
    for name, label in (("from", "任期开始"), ("until", "任期结束")):
        text = values.get(name, "")
        days[name] = day(text)
        if text and days[name] is None:
            faults.append(f"{label}“{text[:20]}”不是日期，请写成 2026-03-01 这样，年月日之间要有分隔")
    return SheetRow(
        number=number, values=values, faults=tuple(faults), from_on=days["from"], until_on=days["until"]
    )
