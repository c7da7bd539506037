"""What two experts say of an applicant, typed from paper or given by link, and all that is wrong with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
from contracts.normal.signs import composed
from contracts.sections.declaration import Recommendation, Signing
from kit.clock import SHANGHAI
from kit.errors import Fault
from services.declaration.drafting.domain.answers import SHORT_TEXT, Answers
from services.declaration.drafting.domain.counting import as_written, count_characters
from services.declaration.drafting.domain.essays import essay, essay_fault
from services.declaration.experts.domain.achievements import Taken, changes
from services.declaration.experts.domain.invitations import OPINION, PERSON, Invitation, text_digest

NUMBERS = (1, 2)
UNITS = {"year": "年", "month": "月", "day": "日"}
FIELDS = (*PERSON, *OPINION)
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
Links = Mapping[int, Invitation]  # which of the two are asked by message
NO_LINKS: Links = {}
REREAD = "申报人修改过标志性业绩的描述，专家看到的是修改前的内容"
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
    now: datetime
    landmark: str = ""  # as it stands now; who was asked by link read it as it was then
    achievements: tuple[Taken, ...] = ()  # the same; of those that everybody may see
    hidden: int = 0  # how many more are for the offices alone
    is_own_mobile: Callable[[str], bool] = lambda _: False  # is it the applicant's, or was, as far as known

    @property
    def today(self) -> date:
        """The day in Shanghai."""
        return self.now.astimezone(SHANGHAI).date()

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


def read(
    answers: Answers, asked: Asked, links: Links = NO_LINKS
) -> tuple[tuple[Recommendation, ...], tuple[Fault, ...]]:
    """Both opinions, or all that is wrong with them at once. An expert who has a link is not typed over."""
    readings = [_Reading(answers, asked, number, links.get(number)) for number in NUMBERS]
    found = tuple(reading.recommendation() for reading in readings)
    faults = [fault for reading in readings for fault in reading.faults] + _same(2, *found)
    return ((), tuple(faults)) if faults else (found, ())


def read_person(
    answers: Answers, asked: Asked, number: int, links: Links = NO_LINKS
) -> tuple[dict[str, str], tuple[Fault, ...]]:
    """Who is to be one of the two, by field, and all that is wrong with that, also beside the other one."""
    reading, other = _Reading(answers, asked, number), 3 - number
    person = reading.person()
    beside = _Reading(answers, asked, other, links.get(other)).person()
    faults = [*reading.faults, *_same(number, beside, person)]
    return {name: getattr(person, name) for name in PERSON}, tuple(faults)


def opinion_faults(answers: Mapping[str, str], asked: Asked) -> tuple[dict[str, str], list[Fault]]:
    """Score and reason as they are kept, and what is wrong with them; their fields bear no number."""
    reading = _Reading({f"{name}-0": value for name, value in answers.items()}, asked, 0)
    found = reading.said()
    faults = [
        Fault(
            field=fault.field.removesuffix("-0"), rule=RULE, message=fault.message.removeprefix("推荐专家0：")
        )
        for fault in reading.faults
    ]
    return {"score": found.score, "reason": found.reason}, faults


def signings(asked: Asked, links: Links) -> tuple[Signing, ...]:
    """How those opinions came that experts gave by link."""
    return tuple(
        Signing(
            expert=number,
            signed_at=f"{link.signed_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
            device=link.device,
            sha256=link.signature_sha256,
            reread=changed_since(asked, link),
            picture=link.picture,
        )
        for number, link in sorted(links.items())
        if link.signed_at
    )


def changed_since(asked: Asked, link: Invitation) -> str:
    """What the applicant changed of what an expert had read; the opinion holds, its readers are told."""
    landmark = REREAD if link.landmark_sha256 != text_digest(asked.landmark) else ""
    told = changes(link.shown, asked.achievements) if link.shown is not None else ""
    achievements = f"申报人改变了提取的业绩（{told}），专家看到的是改变前的业绩" if told else ""
    return "；".join(filter(None, (landmark, achievements)))


def pending(link: Invitation, at: datetime) -> str:
    """What an expert's opinion waits for; nothing once it is signed."""
    if link.is_signed:
        return ""
    if link.is_blocked:
        return f"{link.name}的链接因多次填错号码或验证码已作废，请重新发送"
    if at >= link.expires_at:
        return f"{link.name}没有在期限内填写，链接已过期，请重新发送，或撤回后另请专家"
    last = link.expires_at.astimezone(SHANGHAI) - timedelta(seconds=1)
    return f"等待{link.name}填写并签名，链接在 {last.year}年{last.month}月{last.day}日 24:00 前有效"


def _same(number: int, first: "Recommendation | _Person", second: "Recommendation | _Person") -> list[Fault]:
    """The two are different people; told at the one who is typed later."""
    if first.mobile and first.mobile == second.mobile:
        return [_fault(f"mobile-{number}", "两位推荐专家的手机号码相同，推荐专家应是不同的两个人")]
    is_one = first.name and is_same_person_name(first.name, second.name)
    if is_one and said(first.unit) == said(second.unit):
        return [_fault(f"name-{number}", "两位推荐专家是同一个人，推荐专家应是不同的两个人")]
    return []


def _fault(field: str, message: str) -> Fault:
    return Fault(field=field, rule=RULE, message=message)


@dataclass(frozen=True, kw_only=True)
class _Person:
    """Who an expert is."""

    name: str
    unit: str
    title: str
    level: str
    specialty: str
    mobile: str


@dataclass(frozen=True, kw_only=True)
class _Said:
    """What an expert says."""

    score: str
    reason: str


class _Reading:
    """One opinion being read, with the faults found so far."""

    def __init__(self, answers: Answers, asked: Asked, number: int, link: Invitation | None = None) -> None:
        self._answers = link.fields() if link else answers
        self._asked = asked
        self._number = number
        self._link = link
        self.faults: list[Fault] = []

    def person(self) -> _Person:
        return _Person(
            name=self._name(),
            unit=self._unit(),
            title=self._title(),
            level=self._level(),
            specialty=self._short("specialty", "请填写从事专业"),
            mobile=self._mobile(),
        )

    def said(self) -> _Said:
        return _Said(score=self._score(), reason=self._reason())

    def recommendation(self) -> Recommendation:
        who, link = self.person(), self._link
        told = {**vars(who), "statement": self._asked.statement}
        if link is None:
            return Recommendation(**told, **vars(self.said()), signed_on=self._signed_on())
        if link.signed_at is None:
            self.faults.append(self._waits(link))
            return Recommendation(**told, score="", reason="", signed_on=date.min)
        signed_on = link.signed_at.astimezone(SHANGHAI).date()
        return Recommendation(**told, **vars(self.said()), signed_on=signed_on)

    def _waits(self, link: Invitation) -> Fault:
        return _fault(f"expert-{self._number}", f"推荐专家{self._number}：{pending(link, self._asked.now)}")

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
        elif self._asked.is_own_mobile(number):
            self._note("mobile", "这是申报人自己的手机号码（包括以前用过的），请填写专家本人的手机号码")
        return number

    def _score(self) -> str:
        text = composed("NFKC", self._text("score")).removesuffix("分").strip()
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
