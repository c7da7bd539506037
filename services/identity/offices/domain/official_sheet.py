"""A sheet of officials as people keep it: CSV from a spreadsheet, its head in Chinese, one account a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts.normal.days import day
from contracts.normal.signs import seen
from kit.sheets import Columns, Line, lines_of

MOST_ROWS = 500
FIELDS = {
    "姓名": "name",
    "登录名": "login",
    "手机号码": "mobile",
    "手机号": "mobile",
    "手机": "mobile",
    "身份证号码": "id_number",
    "身份证号": "id_number",
    "城市": "city",
    "机构": "office",
    "任职机构": "office",
    "任期开始": "from",
    "任期结束": "until",
}
LABELS = {field: label for label, field in reversed(FIELDS.items())}  # each by its first name
NEEDED = {"name": "姓名", "login": "登录名", "mobile": "手机号码", "office": "机构"}
COLUMNS = Columns(fields=FIELDS, needed=NEEDED, most_rows=MOST_ROWS, of="账号", seen=seen)
SAMPLE = (
    "姓名,登录名,手机号码,身份证号码,城市,机构,任期开始,任期结束\r\n"
    "张三,zhangsan.sthj,13800138000,,绍兴市,绍兴市生态环境局,2026-01-01,2026-12-31\r\n"
)


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One row as typed; `number` is what a spreadsheet shows beside it."""

    number: int
    values: Mapping[str, str]
    faults: tuple[str, ...]
    from_on: date | None
    until_on: date | None


def sheet_rows(text: str) -> list[SheetRow]:
    """Every row below the head that is not empty."""
    return [_row(line) for line in lines_of(text, COLUMNS)]


def _row(line: Line) -> SheetRow:
    faults = list(line.faults)
    days: dict[str, date | None] = {}
    for name, label in (("from", "任期开始"), ("until", "任期结束")):
        text = line.values.get(name, "")
        days[name] = day(text)
        if text and days[name] is None:
            faults.append(f"{label}“{text[:20]}”不是日期，请写成 2026-03-01 这样，年月日之间要有分隔")
    return SheetRow(
        number=line.number,
        values=line.values,
        faults=tuple(faults),
        from_on=days["from"],
        until_on=days["until"],
    )
