"""A year's file: the State Council's arrangement of one year as an administrator typed it in."""

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from kit.calendar.statutory import statutory_days
from kit.tomlfile import FileFault, parse

LONGEST_BLOCK = 15
SATURDAY = 5


class BadYear(ValueError):
    """A year's file that cannot be used, with everything that is wrong in it."""

    def __init__(self, faults: list[FileFault]) -> None:
        """Keep all faults."""
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


class Block(BaseModel):
    """One numbered item of the announcement: the days off and the make-up working days."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: str = Field(min_length=1)
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    work: tuple[date, ...] = ()

    def days_off(self) -> Iterator[date]:
        """Walk through the days off; a range that is no holiday's length gives its ends only."""
        length = (self.last - self.first).days + 1
        if not 1 <= length <= LONGEST_BLOCK:
            yield from {self.first, self.last}
            return
        for distance in range(length):
            yield self.first + timedelta(distance)


class Year(BaseModel):
    """The arrangement of one year, as announced."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: int = Field(ge=2004, le=2100)
    source: str = Field(min_length=1)
    holiday: tuple[Block, ...] = Field(min_length=1)

    @property
    def off(self) -> frozenset[date]:
        """Return every day off, weekends within a holiday included."""
        return frozenset(day for block in self.holiday for day in block.days_off())

    @property
    def work(self) -> frozenset[date]:
        """Return the make-up working days."""
        return frozenset(day for block in self.holiday for day in block.work)


def read_year(path: Path) -> Year:
    """Read and check a year's file; refuse it with everything that is wrong."""
    return parse_year(_content(path), path.name)


def parse_year(content: bytes, name: str) -> Year:
    """Check the bytes of a year's file called `name`."""
    year, faults = parse(content, Year, name)
    if year is not None:
        faults += [FileFault(name, place, remedy) for place, remedy in _faults(year)]
    if year is None or faults:
        raise BadYear(faults)
    return year


def load_year(path: Path, folder: Path) -> tuple[Year, Path]:
    """Check a year's file and put it into the folder that the calendar reads, in one step."""
    content = _content(path)
    year = parse_year(content, path.name)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{year.year}.toml"
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".new", delete=False) as copy:
        copy.write(content)
        copy.flush()
        os.fsync(copy.fileno())
    Path(copy.name).chmod(0o644)
    Path(copy.name).replace(target)
    return year, target


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        fault = FileFault(path.name, "", f"无法读取（{error.strerror}），请检查路径和权限")
        raise BadYear([fault]) from error


def _faults(year: Year) -> Iterator[tuple[str, str]]:
    for number, block in enumerate(year.holiday, 1):
        yield from _block_faults(f"holiday[{number}] {block.name}", block, year.year)
    yield from _twice(year)
    for day in sorted(statutory_days(year.year) - year.off):
        yield "holiday", f"{day} 是法定节假日，应在放假日期内，请补上"


def _block_faults(place: str, block: Block, year: int) -> Iterator[tuple[str, str]]:
    length = (block.last - block.first).days + 1
    if length < 1:
        yield f"{place}.to", f"早于 from（{block.first}），请改正"
    elif length > LONGEST_BLOCK:
        yield f"{place}.to", f"连续放假 {length} 天，不合常理，请核对起止日期"
    for day in (block.first, block.last, *block.work):
        if not date(year - 1, 12, 1) <= day <= date(year, 12, 31):
            yield place, f"{day} 不属于 {year} 年（可含上一年 12 月），请改正"
    for day in block.work:
        if day.weekday() < SATURDAY:
            yield f"{place}.work", f"{day} 不是周六或周日，不能是调休上班日，请改正"
        if day in statutory_days(day.year):
            yield f"{place}.work", f"{day} 是法定节假日，不能上班，请改正"


def _twice(year: Year) -> Iterator[tuple[str, str]]:
    times = Counter(day for block in year.holiday for day in (*block.days_off(), *block.work))
    for day in sorted(day for day, count in times.items() if count > 1):
        yield "holiday", f"{day} 出现了多次，请只保留一处"
