"""What does not fit together in a file: hints for whoever fills it in and whoever examines it, no verdict.

What cannot be true at all is a fault and refused when it is saved; what is only odd is a note.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from contracts.career import in_words
from contracts.normal.names import said
from services.archive.kinds.domain import months, thresholds
from services.archive.kinds.domain.basic import BASIC
from services.archive.kinds.domain.fields import Value, Values
from services.archive.kinds.domain.kind import Kind
from services.archive.kinds.domain.kinds import KINDS

FULL_TIME = "全日制"
NAMED = ("project", "award", "honour", "paper", "book", "patent", "report")  # the same name twice is odd


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An item as far as the rules look at it."""

    id: UUID
    kind: Kind
    values: Values

    @property
    def title(self) -> str:
        """The item in one line."""
        return self.kind.title_of(self.values)

    def get(self, name: str) -> Value:
        """A value; empty when nothing was filled in."""
        return self.values.get(name, "")


@dataclass(frozen=True, kw_only=True)
class Note:
    """What is odd about which field of which item, beside which others, and what to do about it."""

    item_id: UUID | None
    kind: str
    field: str
    message: str
    remedy: str
    others: tuple[UUID, ...] = ()

    def is_about(self, item_id: UUID) -> bool:
        """Whether somebody who looks at this item should know."""
        return self.item_id == item_id or item_id in self.others


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A file as the rules see it: its entries, on which day, for which employer."""

    entries: Sequence[Entry]
    today: date
    employer: str

    def of(self, code: str) -> list[Entry]:
        """The entries of one kind that have begun, in order of time."""
        found = [one for one in self.entries if one.kind.code == code]
        return sorted(found, key=lambda one: one.kind.span_of(one.values))

    @property
    def basic(self) -> Entry | None:
        """The basic information."""
        return next((one for one in self.entries if one.kind is BASIC), None)


Rule = Callable[[Whole], Iterator[Note]]


def notes(whole: Whole) -> list[Note]:
    """Everything that is odd."""
    return [note for rule in RULES for note in rule(whole)]


def _at(one: Entry, field: str, message: str, remedy: str, *others: Entry) -> Note:
    return Note(
        item_id=one.id,
        kind=one.kind.code,
        field=field,
        message=message,
        remedy=remedy,
        others=tuple(other.id for other in others),
    )


def _hours(whole: Whole) -> Iterator[Note]:
    for one in whole.of("training"):
        for name, least in thresholds.YEARLY_HOURS.items():
            told = one.get(name)
            if told != "" and Decimal(told) < least:
                short = f"{one.get('year')} 年度{one.kind.label(name)}为 {told}，不足 {least}"
                yield _at(one, name, short, "请核对学时证明；确实不足的，请先补学")


def _studies_beside_work(whole: Whole) -> Iterator[Note]:
    for study in whole.of("education"):
        if study.get("form") != FULL_TIME:
            continue
        for work in whole.of("work"):
            if months.overlap(_span(study, whole), _span(work, whole)):
                told = f"全日制学习“{study.title}”与工作“{work.title}”时间重叠"
                yield _at(study, "form", told, "请核对起止时间；在职学习的，请更正学习形式", work)


def _two_posts(whole: Whole) -> Iterator[Note]:
    works = whole.of("work")
    for number, first in enumerate(works):
        for second in works[number + 1 :]:
            if months.overlap(_span(first, whole), _span(second, whole)):
                told = f"工作“{second.title}”与“{first.title}”时间重叠"
                yield _at(second, "from", told, "请核对起止时间；兼职的，请在“职务或岗位”中注明", first)


def _gaps(whole: Whole) -> Iterator[Note]:
    works = [one for one in whole.of("work") if one.get("from")]
    for start, end in months.gaps([_span(one, whole) for one in works], until=months.of(whole.today)):
        after = max((one for one in works if _span(one, whole)[0] < start), key=lambda one: one.get("from"))
        span = f"{months.in_words(start)}至{months.in_words(end)}"
        yield _at(after, "to", f"{span}没有工作经历", "请补充这段时间的经历，或核对前后的起止时间")


def _title_before_work(whole: Whole) -> Iterator[Note]:
    works = [one for one in whole.of("work") if one.get("from")]
    if not works:
        return
    began = works[0]
    for title in whole.of("title"):
        if title.get("obtained_on") and str(title.get("obtained_on")) < str(began.get("from")):
            told = f"“{title.title}”的取得时间早于最早的工作经历（{in_words(str(began.get('from')))}）"
            yield _at(title, "obtained_on", told, "请核对取得时间，或补充更早的工作经历", began)


def _same_twice(whole: Whole) -> Iterator[Note]:
    for code in NAMED:
        seen: dict[str, Entry] = {}
        for one in whole.of(code):
            name = "".join(f"{one.get('name')}{one.get('prize')}".split()).casefold()
            if name and name in seen:
                told = f"有两条{one.kind.name}的名称相同：“{one.get('name')}”"
                yield _at(one, "name", told, "重复的请删除一条；不是同一项的，请在名称中区分", seen[name])
            seen.setdefault(name, one)


def _award_before_project(whole: Whole) -> Iterator[Note]:
    projects = {str(one.get("name")): one for one in whole.of("project")}
    for award in whole.of("award"):
        project = projects.get(str(award.get("name")))
        if project and award.get("awarded_on") and str(award.get("awarded_on")) < str(project.get("from")):
            told = f"“{award.get('name')}”的获奖时间早于该项目的开始时间"
            yield _at(award, "awarded_on", told, "请核对获奖时间和项目的起止时间", project)


def _highest_education(whole: Whole) -> Iterator[Note]:
    highest = [one for one in whole.of("education") if one.get("is_highest") == "是"]
    for second in highest[1:]:
        told = "有不止一条学习经历标为最高学历"
        yield _at(second, "is_highest", told, "请只把其中一条标为最高学历", highest[0])
    if not highest or not whole.basic:
        return
    pairs = (("school", "school"), ("level", "education"), ("degree", "degree"), ("to", "graduated_on"))
    for theirs, ours in pairs:
        if highest[0].get(theirs) and highest[0].get(theirs) != whole.basic.get(ours):
            told = f"个人基本信息的{BASIC.label(ours)}与标为最高学历的学习经历不一致"
            yield _at(whole.basic, ours, told, "请核对学历、学位证书，改正其中一处", highest[0])


def _title_as_certified(whole: Whole) -> Iterator[Note]:
    if not whole.basic or not whole.basic.get("current_title"):
        return
    for title in whole.of("title"):
        if title.get("name") != whole.basic.get("current_title"):
            continue
        for theirs, ours in (("obtained_on", "title_obtained_on"), ("appointed_on", "appointed_on")):
            if title.get(theirs) and title.get(theirs) != whole.basic.get(ours):
                told = f"个人基本信息的{BASIC.label(ours)}与专业技术职务“{title.title}”的记录不一致"
                yield _at(whole.basic, ours, told, "请核对证书，改正其中一处", title)


def _years_as_worked(whole: Whole) -> Iterator[Note]:
    if not whole.basic or whole.basic.get("years") == "":
        return
    years = years_worked(whole)
    if years is not None and years != whole.basic.get("years"):
        told = f"专业工作年限填写 {whole.basic.get('years')} 年，按工作经历计算为 {years} 年"
        yield _at(whole.basic, "years", told, "请核对；不从事本专业的时间不计，工作经历有遗漏的请补充")


def _present_employer(whole: Whole) -> Iterator[Note]:
    present = [one for one in whole.of("work") if one.get("from") and not one.get("to")]
    if present and all(said(str(one.get("unit"))) != said(whole.employer) for one in present):
        told = f"至今的工作经历中没有现工作单位“{whole.employer}”"
        yield _at(present[-1], "unit", told, "工作单位应与单位公章的全称一致；已离开的单位请填写结束时间")


def _appraisals(whole: Whole) -> Iterator[Note]:
    appraised = {one.get("year") for one in whole.of("appraisal")}
    begun = [int(str(one.get("from"))[:4]) for one in whole.of("work") if one.get("from")]
    if not begun:
        return
    first = max(min(begun) + 1, whole.today.year - thresholds.APPRAISED_YEARS)
    missing = [year for year in range(first, whole.today.year) if year not in appraised]
    if missing:
        told = f"缺少 {'、'.join(map(str, missing))} 年度的年度考核"
        remedy = "任现职期间的年度考核应逐年填写，至少最近三年"
        yield Note(item_id=None, kind="appraisal", field="year", message=told, remedy=remedy)


RULES: tuple[Rule, ...] = (
    *(_years_as_worked, _highest_education, _title_as_certified, _studies_beside_work, _two_posts, _gaps),
    *(_present_employer, _title_before_work, _same_twice, _award_before_project, _hours, _appraisals),
)


def years_worked(whole: Whole) -> int | None:
    """专业工作年限: full years of work, time that two posts share counted once (M2.8)."""
    works = [_span(one, whole) for one in whole.of("work") if one.get("from")]
    return months.covered(works) // 12 if works else None


def _span(one: Entry, whole: Whole) -> months.Span:
    start, end = one.kind.span_of(one.values)
    return months.number(start), months.number(end) if end else months.of(whole.today)


def order_of(note: Note) -> int:
    """Notes as the file shows its kinds."""
    return list(KINDS).index(note.kind)
