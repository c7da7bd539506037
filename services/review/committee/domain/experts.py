"""An expert of a committee's library (评审专家): a person of their own, no user of ours, for a term."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from contracts.normal.names import (
    compared,
    employer_name,
    employer_name_fault,
    person_name,
    person_name_fault,
    said,
)
from contracts.normal.numbers import is_mobile, mobile
from contracts.normal.signs import seen
from kit.clock import day_in_words
from kit.errors import Fault

LONGEST_TERM = 3  # years, 令第40号
TITLE_LENGTHS = range(2, 41)
WHY_LENGTHS = range(2, 201)
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


class State(StrEnum):
    """Where an expert of the library stands on a day, the first that fits."""

    ENDED = "ended"
    EXPIRED = "expired"
    LATER = "later"
    UNPLEDGED = "unpledged"
    ELIGIBLE = "eligible"


STATE_NAMES = {
    State.ELIGIBLE: "可抽取",
    State.UNPLEDGED: "未签承诺书",
    State.LATER: "任期未开始",
    State.EXPIRED: "任期届满",
    State.ENDED: "已终止",
}


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who an expert is, from when until when, as the office keeps it."""

    name: str
    unit: str
    title: str
    category: str  # 申报专业类别, within which members are drawn
    specialty: str
    mobile: str
    from_on: date
    until_on: date
    pledged_on: date | None = None

    @property
    def called(self) -> str:
        """What is compared to find the same person again: name and unit."""
        return f"{compared(self.name)}/{self.employer}"

    @property
    def employer(self) -> str:
        """The unit as it is compared."""
        return said(self.unit)


@dataclass(frozen=True, kw_only=True)
class Expert(Person):
    """One expert of a library; ended, never deleted."""

    id: UUID
    version: int
    city: str
    office_id: UUID
    added_by: UUID
    created_at: datetime
    ended_at: datetime | None = None
    ended_by_name: str = ""
    ended_why: str = ""

    def state(self, today: date) -> State:
        """Where the expert stands on a day."""
        if self.ended_at is not None:
            return State.ENDED
        if self.until_on < today:
            return State.EXPIRED
        if self.from_on > today:
            return State.LATER
        return State.ELIGIBLE if self.pledged_on and self.pledged_on <= today else State.UNPLEDGED

    def says(self, person: Person) -> bool:
        """Whether this is the same person with the same facts: a second click, or the same sheet again."""
        return all(getattr(self, name) == value for name, value in vars(person).items())


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What was typed of an expert, normal, with the days that could be read."""

    name: str
    unit: str
    title: str
    category: str
    specialty: str
    mobile: str
    from_on: date | None
    until_on: date | None
    pledged_on: date | None = None

    @classmethod
    def typed(cls, values: Mapping[str, str], days: Mapping[str, date | None]) -> "Typed":
        """Names and number in their normal form."""
        shown = {name: " ".join(seen(values.get(name, "")).split()) for name in ("title", "specialty")}
        return cls(
            name=person_name(values.get("name", "")),
            unit=employer_name(values.get("unit", "")),
            category=values.get("category", "").strip(),
            mobile=mobile(values.get("mobile", "")),
            from_on=days.get("from_on"),
            until_on=days.get("until_on"),
            pledged_on=days.get("pledged_on"),
            **shown,
        )

    def person(self, categories: Sequence[str], today: date) -> tuple[Person | None, list[Fault]]:
        """Who it is, or everything that is wrong."""
        faults = self._faults(categories, today)
        if faults or self.from_on is None or self.until_on is None:
            return None, faults
        texts = {name: getattr(self, name) for name in TEXTS}
        person = Person(from_on=self.from_on, until_on=self.until_on, pledged_on=self.pledged_on, **texts)
        return person, []

    def _faults(self, categories: Sequence[str], today: date) -> list[Fault]:
        told = {
            "name": person_name_fault(self.name),
            "unit": employer_name_fault(self.unit),
            "title": _length_fault(self.title, "职称", "高级工程师"),
            "category": None if self.category in categories else f"请选择专业类别：{'、'.join(categories)}",
            "specialty": _length_fault(self.specialty, "从事专业", "水环境监测"),
            "mobile": None if is_mobile(self.mobile) else "请填写 11 位手机号码",
            "pledged_on": "承诺书的签署日期不能晚于今天"
            if self.pledged_on and self.pledged_on > today
            else None,
            **term_faults(self.from_on, self.until_on, today),
        }
        return [Fault(field=field, message=message) for field, message in told.items() if message]


TEXTS = ("name", "unit", "title", "category", "specialty", "mobile")
PERSONAL = ("name", "unit", "title", "specialty", "mobile")  # encrypted


def term_faults(from_on: date | None, until_on: date | None, today: date) -> dict[str, str]:
    """What is wrong with a term: at most three years, the last day counted."""
    missing = {
        "from_on": "请填写任期开始日期" if from_on is None else "",
        "until_on": "请填写任期结束日期" if until_on is None else "",
    }
    if from_on is None or until_on is None:
        return missing
    if not FIRST_DAY <= from_on <= LAST_DAY:
        return {"from_on": "开始日期应在 2000 年至 2099 年之间"}
    if until_on < from_on:
        return {"until_on": "结束日期不能早于开始日期"}
    if until_on < today:
        return {"until_on": "任期已经届满，请改为今天或以后的日期"}
    if until_on >= after_years(from_on, LONGEST_TERM):
        return {"until_on": f"任期不超过 {LONGEST_TERM} 年，最晚到{day_in_words(last_day(from_on))}"}
    return {}


def after_years(day: date, years: int) -> date:
    """The same day some years later; of 29 February the day after it."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def last_day(from_on: date) -> date:
    """The last day of the longest term that begins on a day."""
    return date.fromordinal(after_years(from_on, LONGEST_TERM).toordinal() - 1)


def why_fault(why: str) -> str | None:
    """What is wrong with the reason of an end."""
    if not why:
        return "请写明原因，例如：退休、调离、本人提出"
    return None if len(why) in WHY_LENGTHS else "原因应为 2 至 200 个字"


def _length_fault(text: str, what: str, example: str) -> str | None:
    if len(text) in TITLE_LENGTHS:
        return None
    return f"{what}应为 2 至 40 个字，例如：{example}" if text else f"请填写{what}，例如：{example}"
