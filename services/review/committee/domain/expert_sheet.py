"""A sheet of experts: one a row, examined before it is taken in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from contracts.normal.days import day
from contracts.normal.signs import seen
from kit.sheets import Columns, Line, lines_of
from services.review.committee.domain.experts import Typed

MOST_ROWS = 500
NEEDED = {
    "name": "姓名",
    "unit": "工作单位",
    "title": "职称",
    "category": "专业类别",
    "specialty": "从事专业",
    "mobile": "手机号码",
    "from_on": "任期开始",
    "until_on": "任期结束",
}
FIELDS = {label: field for field, label in NEEDED.items()} | {
    "单位": "unit",
    "手机号": "mobile",
    "手机": "mobile",
    "承诺书签署日期": "pledged_on",
}
DAYS: Mapping[str, str] = MappingProxyType(
    {"from_on": "任期开始", "until_on": "任期结束", "pledged_on": "承诺书签署日期"}
)
COLUMNS = Columns(fields=FIELDS, needed=NEEDED, most_rows=MOST_ROWS, of="专家", seen=seen)
SAMPLE = (
    "姓名,工作单位,职称,专业类别,从事专业,手机号码,任期开始,任期结束,承诺书签署日期\r\n"
    "张三,绍兴市生态环境监测中心,高级工程师,监测与分析,水环境监测,13800138000,2026-01-01,2028-12-31,2026-01-05\r\n"
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row as typed; `number` is what a spreadsheet shows beside it."""

    number: int
    typed: Typed
    faults: tuple[str, ...]


def rows_of(text: str) -> list[Row]:
    """Every expert of a sheet."""
    return [_row(line) for line in lines_of(text, COLUMNS)]


def _row(line: Line) -> Row:
    days: dict[str, date | None] = {name: day(line.values.get(name, "")) for name in DAYS}
    wrong = [name for name, found in days.items() if found is None and line.values.get(name)]
    told = [f"{DAYS[name]}“{line.values[name][:20]}”不是日期，请写成 2026-03-01 这样" for name in wrong]
    return Row(number=line.number, typed=Typed.typed(line.values, days), faults=(*line.faults, *told))
