"""What two experts say of an applicant, as typed from their signed form, and all that is wrong with it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cities import Experts, Plan
from contracts.normal.days import day, part
from contracts.normal.names import (
    employer_name,
    employer_name_fault,
    is_same_person_name,
    person_name,
    person_name_fault,
    said,
)
from contracts.normal.numbers import is_mobile, mobile
from contracts.sections.declaration import Recommendation
from kit.errors import Fault
from services.declaration.drafting.domain.answers import SHORT_TEXT, Answers
from services.declaration.drafting.domain.counting import as_written, count_characters
from services.declaration.drafting.domain.essays import essay, essay_fault

NUMBERS = (1, 2)
UNITS = {"year": "年", "month": "月", "day": "日"}
FIELDS = ("name", "unit", "title", "level", "specialty", "mobile", "score", "reason")
LABELS: Mapping[str, str] = {
    "name": "姓名",
    "unit": "单位",
    "title": "职称",
    "level": "职称级别",
    "specialty": "从事专业",
    "mobile": "手机",
    "score": "专家评价分",
    "reason": "推荐理由",
}
RULE = "X1.1"
HIGHEST_SCORE = 100
_SCORE = re.compile(r"[0-9]{1,3}(\.[0-9])?")
# Titles below 高级 by their words, whatever level was chosen beside them.
_LOWER = re.compile(r"助理|技术员|初级|中级|^工程师$")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Of whom the experts are asked, and when."""

    by: Experts
    applicant: str
    employer: str
    year: int  # of the plan
    today: date

    @property
    def levels(self) -> list[tuple[str, str]]:
        """The levels to choose from."""
        return [(level, level) for level in self.by.levels]

    @property
    def statement(self) -> str:
        """What each of them signs."""
        return self.by.statement.replace("{name}", self.applicant)


def experts_of(plan: Plan, slug: object) -> Experts | None:
    """What the chosen kind asks of experts; nothing when it asks none."""
    return next((kind.experts for kind in plan.kind if kind.slug == slug), None)


def experts_offered(plan: Plan) -> Experts | None:
    """What a plan asks of experts, if one of its kinds asks for some."""
    return next((kind.experts for kind in plan.kind if kind.experts), None)


def names_of(number: int) -> tuple[str, ...]:
    """The fields of one of the two on the page; the day is typed in three."""
    return (
        *(f"{field}-{number}" for field in FIELDS),
        *(f"signed_on-{number}-{unit}" for unit in UNITS),
    )


def typed(get: Callable[[str], object]) -> dict[str, str]:
    """Take both opinions out of what was sent, whatever they say."""
    return {name: as_written(str(get(name) or "")) for number in NUMBERS for name in names_of(number)}


def read(answers: Answers, asked: Asked) -> tuple[tuple[Recommendation, ...], tuple[Fault, ...]]:
    """Both opinions, or all that is wrong with them at once."""
    readings = [_Reading(answers, asked, number) for number in NUMBERS]
    found = tuple(reading.recommendation() for reading in readings)
    faults = [fault for reading in readings for fault in reading.faults] + _same(*found)
    return ((), tuple(faults)) if faults else (found, ())


def _same(first: Recommendation, second: Recommendation) -> list[Fault]:
    """The two are different people."""
    if first.mobile and first.mobile == second.mobile:
        return [_fault("mobile-2", "两位推荐专家的手机号码相同，推荐专家应是不同的两个人")]
    is_one = first.name and is_same_person_name(first.name, second.name)
    if is_one and said(first.unit) == said(second.unit):
        return [_fault("name-2", "两位推荐专家是同一个人，推荐专家应是不同的两个人")]
    return []


def _fault(field: str, message: str) -> Fault:
    return Fault(field=field, rule=RULE, message=message)


class _Reading:
    """One opinion being read, with the faults found so far."""

    def __init__(self, answers: Answers, asked: Asked, number: int) -> None:
        self._answers = answers
        self._asked = asked
        self._number = number
        self.faults: list[Fault] = []

    def recommendation(self) -> Recommendation:
        return Recommendation(
            name=self._name(),
            unit=self._unit(),
            title=self._title(),
            level=self._level(),
            specialty=self._short("specialty", "请填写从事专业"),
            mobile=self._mobile(),
            score=self._score(),
            reason=self._reason(),
            statement=self._asked.statement,
            signed_on=self._signed_on(),
        )

    def _text(self, field: str) -> str:
        return " ".join(self._typed(f"{field}-{self._number}").split())

    def _note(self, field: str, message: str | None) -> None:
        if message:
            self.faults.append(_fault(f"{field}-{self._number}", f"推荐专家{self._number}：{message}"))

    def _name(self) -> str:
        name = person_name(self._text("name"))
        fault = person_name_fault(name)
        if not fault and is_same_person_name(name, self._asked.applicant):
            fault = "推荐专家不能是申报人本人"
        self._note("name", fault)
        return name

    def _unit(self) -> str:
        unit = employer_name(self._text("unit"))
        fault = employer_name_fault(unit)
        is_own = said(unit) == said(self._asked.employer)
        if not fault and is_own and self._asked.by.of_another_unit:
            fault = "推荐专家不能是申报人所在单位的人员，请另请专家"
        self._note("unit", fault)
        return unit

    def _title(self) -> str:
        title = self._short("title", "请填写职称，例如：高级工程师")
        if _LOWER.search(title):
            self._note("title", f"“{title}”没有达到要求，推荐专家应具有{self._asked.by.level}以上职称")
        return title

    def _level(self) -> str:
        level = self._text("level")
        if level not in self._asked.by.levels:
            self._note("level", f"请选择职称级别，推荐专家应具有{self._asked.by.level}以上职称")
        return level

    def _short(self, field: str, missing: str) -> str:
        value = self._text(field)
        if not count_characters(value):
            self._note(field, missing)
        else:
            self._note(field, essay_fault(value, SHORT_TEXT, LABELS[field]))
        return value

    def _mobile(self) -> str:
        number = mobile(self._text("mobile"))
        if not is_mobile(number):
            self._note("mobile", "请填写 11 位手机号码")
        return number

    def _score(self) -> str:
        text = unicodedata.normalize("NFKC", self._text("score")).removesuffix("分").strip()
        if not text.isascii() or not _SCORE.fullmatch(text) or Decimal(text) > HIGHEST_SCORE:
            self._note("score", f"专家评价分应为 0 至 {HIGHEST_SCORE}，最多一位小数")
            return ""
        return f"{Decimal(text).normalize():f}"

    def _reason(self) -> str:
        reason = essay(self._typed(f"reason-{self._number}"))
        missing = None if count_characters(reason) else "请填写推荐理由"
        self._note("reason", missing or essay_fault(reason, self._asked.by.reason_limit, "推荐理由"))
        return reason

    def _signed_on(self) -> date:
        parts = (part(self._typed(f"signed_on-{self._number}-{unit}"), word) for unit, word in UNITS.items())
        found = day("-".join(parts))
        if found is None:
            self._note("signed_on", "请填写意见表上的签名日期，例如 2022 年 8 月 15 日")
        elif found > self._asked.today:
            self._note("signed_on", "签名日期不能晚于今天")
        elif found.year < self._asked.year:
            self._note("signed_on", f"签名日期早于 {self._asked.year} 年，应为本次申报的意见表")
        return found or date.min

    def _typed(self, name: str) -> str:
        value = self._answers.get(name, "")
        return value if isinstance(value, str) else ""
