"""The form: what was typed, what it says, and everything that is wrong with it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from cities import Kind, Plan
from contracts.career import Moment, Stated, contradictions
from contracts.normal.days import part
from contracts.normal.signs import composed
from contracts.sections.declaration import NO_TITLE, Declared
from contracts.sections.verified import TAKEN, Verified, differences
from kit.errors import Fault
from services.declaration.drafting.domain.counting import as_written, count_characters
from services.declaration.drafting.domain.essays import BYTES_PER_CHARACTER, essay, essay_fault

# What the browser sent, field by field; a month is typed in two parts, `<field>-year` and `<field>-month`.
Answers = Mapping[str, str | list[str]]

SINGLE = (
    "kind",
    "category",
    "source",
    "specialty",
    "current_title",
    "current_title_on-year",
    "current_title_on-month",
    "appointed_on-year",
    "appointed_on-month",
    "years",
    "difference",
    "statement",
    "landmark",
)
OPTIONS = "options"

AS_VERIFIED, OTHERWISE = "verified", "otherwise"  # where title, dates, specialty and years come from

# The rules of what is written at length: that it is there, and how long it may be.
ESSAYS = {"statement": ("A8.8", "A6.1"), "landmark": ("A6.3", "A6.3")}
TRANSFER = "transfer"
MOST_YEARS = 60
FIRST_YEAR = 1950
SHORT_TEXT = 50
LONGEST_REASON = 200
NOT_VERIFIED = "个人基本信息还没有经用人单位核验通过；核验通过后，其中的资格、时间、专业和年限直接用于申报"
NOT_APPOINTED = (
    "核验过的个人基本信息中没有聘任时间：请在个人基本信息中补填并重新提交核验，或选择“有不同”在这里填写"
)


def typed(
    get: Callable[[str], object], get_list: Callable[[str], Iterable[object]]
) -> dict[str, str | list[str]]:
    """Take the form's fields out of what was sent, whatever they say."""
    answers: dict[str, str | list[str]] = {name: as_written(str(get(name) or "")) for name in SINGLE}
    options = [as_written(str(option)) for option in get_list(OPTIONS)]
    answers[OPTIONS] = [option for option in options if option]  # an empty one looks like none
    return answers


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What the form says once it is complete."""

    declared: Declared
    difference: str  # why it differs from what is verified, if it does
    landmark: str  # the landmark achievement, where the kind asks for it (A6.3)
    is_skilled: bool  # by one of the options (A6.5)


def source_of(answers: Answers) -> str:
    """Where the facts come from: as chosen; as verified on a form on which none of them was typed."""
    has_typed = any(answers.get(name) or answers.get(f"{name}-year") for name in TAKEN)
    return str(answers.get("source") or (OTHERWISE if has_typed else AS_VERIFIED))


def current_title(answers: Answers, verified: Verified | None) -> tuple[str, str]:
    """The current title and the month in which it was obtained, as far as they are typed or verified."""
    if verified and source_of(answers) == AS_VERIFIED:
        return verified.current_title, verified.current_title_on
    year, month = (str(answers.get(f"current_title_on-{part}") or "") for part in ("year", "month"))
    title = " ".join(str(answers.get("current_title") or "").split())
    return title, year + month.zfill(2) if year and month else ""


def read(
    answers: Answers, plan: Plan, today: date, verified: Verified | None
) -> tuple[Answered | None, tuple[Fault, ...]]:
    """The form, or all that is wrong with it at once; what is verified is taken from there."""
    reading = _Reading(answers, plan, today, verified)
    form = reading.form()
    faults = tuple(reading.faults)
    return (None, faults) if faults else (form, ())


class _Reading:
    """One form being read, with the faults found so far."""

    def __init__(self, answers: Answers, plan: Plan, today: date, verified: Verified | None) -> None:
        self._answers = answers
        self._plan = plan
        self._today = today
        self._verified = verified
        self.faults: list[Fault] = []

    def form(self) -> Answered:
        kind = self._kind()
        options = self._options(kind)
        category = self._one_of("category", "M2.4", self._plan.categories, "请选择申报专业类别，三类中选一类")
        facts, difference = self._facts()
        if facts.current_title == NO_TITLE and kind is not None and kind.slug == TRANSFER:
            self._note("current_title", "A6.2", "转评应有现任专业技术资格，请填写资格名称")
        declared = Declared(
            kind=kind.slug if kind else "",
            kind_name=kind.name if kind else "",
            options=options,
            category=category,
            title_applied=self._plan.qualification,
            statement=self._essay("statement", "本人述职", "写明主要业绩", self._plan.statement_limit),
            **{name: value for name, value in asdict(facts).items() if name in TAKEN},
        )
        return Answered(
            declared=declared,
            difference=difference,
            landmark=self._landmark(kind),
            is_skilled=kind is not None and kind.skilled in options,
        )

    def _facts(self) -> tuple[Verified, str]:
        """Title, dates, specialty and years: as verified, or as typed with the reason why they differ."""
        verified = self._verified
        if verified and source_of(self._answers) == AS_VERIFIED:
            if verified.current_title != NO_TITLE and not verified.appointed_on:
                self._note("source", "M2.1", NOT_APPOINTED)
            return verified, ""
        before = len(self.faults)
        typed = self._typed_facts()
        if verified is None:
            self._note("source", "A2.3", NOT_VERIFIED)
            return typed, ""
        if len(self.faults) > before or not (different := differences(verified, typed)):
            return typed, ""
        why = "、".join(one.label for one in different)
        return typed, self._short(
            "difference", "A2.3", f"{why}与用人单位核验的不同，请写明原因", LONGEST_REASON
        )

    def _typed_facts(self) -> Verified:
        specialty = self._short("specialty", "M2.7", "请填写从事专业，例如：环境监测")
        title = self._short(
            "current_title", "A8.8", f"请填写现任专业技术资格，例如：助理工程师；没有的填“{NO_TITLE}”"
        )
        typed = Verified(
            specialty=specialty,
            current_title=title,
            current_title_on=self._month("current_title_on", "取得时间", is_wanted=title != NO_TITLE),
            appointed_on=self._month("appointed_on", "聘任时间", is_wanted=title != NO_TITLE),
            years=self._years(),
        )
        self._contradictions(typed)
        return typed

    def _contradictions(self, typed: Verified) -> None:
        """What cannot be true, of itself or beside what is verified."""
        stated = [
            Stated(moment=moment, month=month, field=field)
            for field, moment, month in (
                ("current_title_on", Moment.OBTAINED, typed.current_title_on),
                ("appointed_on", Moment.APPOINTED, typed.appointed_on),
            )
            if month
        ]
        if self._verified and (began := self._verified.worked_since):
            stated.append(Stated(moment=Moment.WORKED_SINCE, month=began))
        for field, why in contradictions(stated, years=typed.years, today=self._today):
            self._note(field, "M2.8" if field == "years" else "M2.1", why)

    def _text(self, name: str) -> str:
        value = self._answers.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def _note(self, field: str, rule: str, message: str) -> None:
        self.faults.append(Fault(field=field, rule=rule, message=message))

    def _kind(self) -> Kind | None:
        slug = self._text("kind")
        found = next((kind for kind in self._plan.kind if kind.slug == slug), None)
        if found is None:
            self._note("kind", "A6.2", "请选择申报方式")
        return found

    def _options(self, kind: Kind | None) -> tuple[str, ...]:
        """Only what the chosen kind offers; ticks of another kind stay in the draft and mean nothing."""
        ticked = self._answers.get(OPTIONS, [])
        return tuple(option for option in kind.options if option in ticked) if kind else ()

    def _one_of(self, name: str, rule: str, choices: tuple[str, ...], message: str) -> str:
        value = self._text(name)
        if value not in choices:
            self._note(name, rule, message)
        return value

    def _short(self, name: str, rule: str, message: str, limit: int = SHORT_TEXT) -> str:
        value = " ".join(self._text(name).split())
        if not value:
            self._note(name, rule, message)
        elif count_characters(value) > limit or len(value.encode()) > limit * BYTES_PER_CHARACTER:
            self._note(name, rule, f"最多 {limit} 字，请删减")
        return value

    def _month(self, name: str, label: str, *, is_wanted: bool) -> str:
        year, month = part(self._text(f"{name}-year"), "年"), part(self._text(f"{name}-month"), "月")
        if not is_wanted:
            return self._unwanted_month(name, label, year + month)
        if not year and not month:
            self._note(name, "M2.1", f"请填写{label}的年份和月份")
            return ""
        if not _is_month(year, month):
            self._note(name, "M2.1", f"{label}应为真实的年月，例如 2008 年 8 月")
            return ""
        if (int(year), int(month)) > (self._today.year, self._today.month):
            self._note(name, "M2.1", f"{label}不能晚于本月，请核对")
        return f"{int(year):04d}{int(month):02d}"

    def _unwanted_month(self, name: str, label: str, given: str) -> str:
        if given:
            self._note(name, "M2.1", f"没有现任资格的，{label}应留空，请删除")
        return ""

    def _years(self) -> int:
        text = composed("NFKC", self._text("years")).strip()  # full-width digits are digits too
        if not (_is_number(text) and int(text) <= MOST_YEARS):
            self._note("years", "M2.8", f"专业工作年限应为 0 至 {MOST_YEARS} 的整数，只计实足年限")
            return 0
        return int(text)

    def _landmark(self, kind: Kind | None) -> str:
        """Only where the chosen kind asks for it; what was typed for another kind means nothing."""
        if kind is None or kind.landmark_limit is None:
            return ""
        return self._essay("landmark", "标志性业绩", "写明具体内容和本人的贡献", kind.landmark_limit)

    def _essay(self, name: str, label: str, what: str, limit: int) -> str:
        missing, too_long = ESSAYS[name]
        text = essay(self._text(name))
        if not count_characters(text):
            self._note(name, missing, f"请填写{label}，{what}")
        elif fault := essay_fault(text, limit, label):
            self._note(name, too_long, fault)
        return text


def _is_month(year: str, month: str) -> bool:
    if not (_is_number(year) and _is_number(month)):
        return False
    return int(year) >= FIRST_YEAR and 1 <= int(month) <= 12  # noqa: PLR2004 - months of a year


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 4  # noqa: PLR2004 - a year at most
