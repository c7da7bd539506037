"""Fields of a form as data, and how what was typed becomes values or faults. All faults are found at once."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

import regex

from contracts.career import Moment
from contracts.normal.days import part
from contracts.normal.signs import composed, readable
from kit.errors import Fault

EARLIEST_YEAR = 1940
MONTHS = 12
MARKS_PER_CHARACTER = 16  # more than any script or emoji needs

Value = str | int
Values = Mapping[str, Value]


class Shape(StrEnum):
    """What a field takes."""

    TEXT = "text"
    LONG = "long"
    MONTH = "month"  # six digits, 200808 (M2.1)
    YEAR = "year"
    NUMBER = "number"
    HOURS = "hours"  # whole ones are a number, others keep their one decimal: 90, "90.5"
    DECIMAL = "decimal"  # kept as it is written, without leading zeros
    CHOICE = "choice"


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field. `limit` counts characters as a person does, for a number it is the greatest value."""

    name: str
    label: str
    shape: Shape = Shape.TEXT
    required: bool = True
    limit: int = 50
    options: tuple[str, ...] = ()
    hint: str = ""
    heading: str = ""  # a group of fields starts here
    secret: bool = False
    may_be_future: bool = False
    moment: Moment | None = None  # what of a career it dates

    @property
    def offered(self) -> list[tuple[str, str]]:
        """The options as a list of choices takes them: what is sent, what is shown."""
        return [(option, option) for option in self.options]


def text(name: str, label: str, limit: int = 50, *, hint: str = "", required: bool = True) -> Field:
    """A line of text."""
    return Field(name=name, label=label, limit=limit, hint=hint, required=required)


def long(name: str, label: str, limit: int = 500, *, hint: str = "", required: bool = True) -> Field:
    """Several lines of text."""
    return Field(name=name, label=label, shape=Shape.LONG, limit=limit, hint=hint, required=required)


def month(
    name: str,
    label: str,
    *,
    hint: str = "",
    required: bool = True,
    may_be_future: bool = False,
    moment: Moment = Moment.DONE,
) -> Field:
    """A month, kept as six digits."""
    return Field(
        name=name,
        label=label,
        shape=Shape.MONTH,
        hint=hint or "例如 2008 年 8 月",
        required=required,
        may_be_future=may_be_future,
        moment=moment,
    )


def choice(name: str, label: str, options: Sequence[str], *, hint: str = "", required: bool = True) -> Field:
    """One of some words."""
    return Field(
        name=name, label=label, shape=Shape.CHOICE, options=tuple(options), hint=hint, required=required
    )


def number(name: str, label: str, limit: int, *, hint: str = "", required: bool = True) -> Field:
    """A whole number from 0 on."""
    return Field(name=name, label=label, shape=Shape.NUMBER, limit=limit, hint=hint, required=required)


def hours(name: str, label: str, limit: int, *, required: bool = True) -> Field:
    """Hours of training, of which there are halves."""
    return Field(name=name, label=label, shape=Shape.HOURS, limit=limit, required=required)


def decimal(name: str, label: str, limit: int, *, hint: str = "") -> Field:
    """A number from 0 on with up to three decimals, which need not be told."""
    return Field(name=name, label=label, shape=Shape.DECIMAL, limit=limit, hint=hint, required=False)


def yes_no(name: str, label: str, *, hint: str = "") -> Field:
    """是 or 否, which need not be told."""
    return choice(name, label, ("是", "否"), hint=hint, required=False)


def year(name: str, label: str, *, hint: str = "四位数字，例如 2021", moment: Moment = Moment.DONE) -> Field:
    """A year as four digits."""
    return Field(name=name, label=label, shape=Shape.YEAR, hint=hint, moment=moment)


def read(
    fields: Sequence[Field], typed: Mapping[str, str], today: date
) -> tuple[dict[str, Value], list[Fault]]:
    """The values that were typed (empty ones left out), and everything that is wrong with them."""
    values: dict[str, Value] = {}
    faults: list[Fault] = []
    for field in fields:
        plain = _clean(field, _typed(field, typed))
        if plain:
            found = _READERS[field.shape](field, plain, today)
            if isinstance(found, Fault):
                faults.append(found)
            else:
                values[field.name] = found
        elif field.required:
            verb = "请选择" if field.shape is Shape.CHOICE else "请填写"
            faults.append(Fault(field=field.name, message=f"{verb}{field.label}"))
    return values, faults


def _typed(field: Field, typed: Mapping[str, str]) -> str:
    """A month comes in two boxes, year and month; six digits in one are understood too."""
    if field.shape is Shape.YEAR:
        return part(typed.get(field.name, ""), "年")
    if field.shape is not Shape.MONTH or field.name in typed:
        return typed.get(field.name, "")
    year = part(typed.get(f"{field.name}-year", ""), "年")
    month = part(typed.get(f"{field.name}-month", ""), "月")
    if re.fullmatch(r"[0-9]{4}", year) and re.fullmatch(r"[0-9]{1,2}", month):
        return f"{year}{month:0>2}"
    return f"{year} {month}"


def _clean(field: Field, typed: str) -> str:
    if field.shape in {Shape.TEXT, Shape.LONG, Shape.CHOICE}:
        return tidy(typed, keep_lines=field.shape is Shape.LONG)
    return tidy(composed("NFKC", typed))  # full-width digits become digits


def tidy(typed: str, *, keep_lines: bool = False) -> str:
    """Text as it may be stored: composed, one kind of line ends, no control or invisible characters."""
    plain = "\n".join(composed("NFC", readable(typed)).splitlines())
    kept = "\n" if keep_lines else ""
    return "".join(c if c in kept or unicodedata.category(c) != "Cc" else " " for c in plain).strip()


def _text(field: Field, plain: str, _: date) -> Value | Fault:
    length = max(len(regex.findall(r"\X", plain)), len(plain) // MARKS_PER_CHARACTER)
    if length > field.limit:
        return Fault(field=field.name, message=f"{field.label}最多 {field.limit} 字，现在是 {length} 字")
    return plain


def _choice(field: Field, plain: str, _: date) -> Value | Fault:
    if plain not in field.options:
        return Fault(field=field.name, message=f"请从列表中选择{field.label}")
    return plain


def _number(field: Field, plain: str, _: date) -> Value | Fault:
    if not re.fullmatch(r"[0-9]{1,6}", plain) or int(plain) > field.limit:
        return Fault(field=field.name, message=f"{field.label}应为 0 到 {field.limit} 的整数")
    return int(plain)


def _hours(field: Field, plain: str, _: date) -> Value | Fault:
    found = re.fullmatch(r"0*([0-9]{1,6})(?:\.([0-9])0*)?", plain)
    if not found or Decimal(plain) > field.limit:
        told = f"{field.label}应为 0 到 {field.limit} 的数，最多一位小数，例如 90 或 90.5"
        return Fault(field=field.name, message=told)
    whole, tenths = found[1], found[2] or "0"
    return int(whole) if tenths == "0" else f"{whole}.{tenths}"


def _decimal(field: Field, plain: str, _: date) -> Value | Fault:
    found = re.fullmatch(r"0*([0-9]{1,9})(\.[0-9]{1,3})?", plain)
    if not found or Decimal(plain) > field.limit:
        return Fault(field=field.name, message=f"{field.label}应为 0 到 {field.limit} 的数，最多三位小数")
    return found[0].lstrip("0") if found[1].strip("0") else f"0{found[2] or ''}"


def _year(field: Field, plain: str, today: date) -> Value | Fault:
    if not re.fullmatch(r"[0-9]{4}", plain) or int(plain) < EARLIEST_YEAR:
        return Fault(field=field.name, message=f"{field.label}应为四位数字的年份，例如 2021")
    if int(plain) > today.year:
        return Fault(field=field.name, message=f"{field.label}不能晚于今年（{today.year}）")
    return int(plain)


def _month(field: Field, plain: str, today: date) -> Value | Fault:
    def fault(told: str) -> Fault:
        return Fault(field=field.name, message=f"{field.label}{told}")

    if not re.fullmatch(r"[0-9]{6}", plain):
        return fault("应为四位数的年份和月份，例如 2008 年 8 月")
    if not 1 <= int(plain[4:]) <= MONTHS:
        return fault(f"的月份是 {int(plain[4:])}，应在 1 到 12 之间")
    if int(plain[:4]) < EARLIEST_YEAR:
        return fault(f"的年份是 {plain[:4]}，不应早于 {EARLIEST_YEAR} 年")
    if plain > f"{today:%Y%m}" and not field.may_be_future:
        return fault(f"不能晚于本月（{today.year}年{today.month}月）")
    return plain


_READERS: Mapping[Shape, Callable[[Field, str, date], Value | Fault]] = {
    Shape.TEXT: _text,
    Shape.LONG: _text,
    Shape.MONTH: _month,
    Shape.YEAR: _year,
    Shape.NUMBER: _number,
    Shape.HOURS: _hours,
    Shape.DECIMAL: _decimal,
    Shape.CHOICE: _choice,
}
