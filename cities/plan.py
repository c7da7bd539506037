"""A declaration plan (申报计划): its window, its requirements and its rules."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import Field

from cities.attachments import Attachment, attachment_faults
from cities.changes import Change, change_faults
from cities.conditions import Conditions, ContinuingEducation
from cities.fees import FREE
from cities.gates import Gates
from cities.kinds import Kind, kind_faults
from cities.rows import SLUG, Row, Text, TitleLevel
from cities.scoring import Scoring, scoring_faults
from kit.clock import SHANGHAI


class Requirement(Row):
    """One section of what an applicant must know and have ready."""

    title: Text
    text: Text


class PhotoRule(Row):
    """What a photo must be (A4.3 to A4.6). Bytes and pixels exclude their bounds, ratios include them."""

    min_bytes: int = Field(ge=0)
    max_bytes: int = Field(gt=0)
    min_width: int = Field(ge=0)
    min_height: int = Field(ge=0)
    min_ratio: Decimal = Field(gt=0)
    max_ratio: Decimal = Field(gt=0)
    background: Literal["white", "any"]


class Copies(Row):
    """How many printed copies of the review form are handed in (M1.3)."""

    standard: int = Field(ge=1, le=10)
    interviewed: int = Field(ge=1, le=10)


# Kinds of records that tell what somebody achieved.
ACHIEVEMENTS = frozenset({"project", "award", "honour", "paper", "book", "patent", "report"})
LONGEST_NOTICE = 60
Most = Annotated[int, Field(ge=1, le=100)]


# What other services go by while a case runs: it travels with the case, as it was when it began.
TERMS = frozenset(
    {
        "title",
        "level",
        "year",
        "fee_item",
        "photo",
        "achievements",
        "representative",
        "publicity_days",
        "copies",
    }
)


class Plan(Row):
    """One year's declaration plan for one title. The file's name is its id."""

    id: str = ""
    title: Text
    qualification: Text
    level: TitleLevel
    year: int = Field(ge=2004, le=2100)
    opens_on: date
    opens_at: time = time(0, 0)
    closes_on: date
    closes_at: time | None = None
    categories: tuple[Text, ...] = Field(min_length=1)
    statement_limit: int = Field(gt=0, le=10_000)
    publicity_days: int = Field(ge=5, le=60)
    result_publicity_days: int = Field(default=5, ge=5, le=60)  # of what a meeting voted
    resubmission_days: int = Field(gt=0, le=365)
    resubmission_at: time | None = None  # when the last day's work is over; without one 24:00
    most_returns: int | None = Field(default=None, ge=1, le=20)  # of one case; the notice sets no limit
    resubmission_until: date | None = None  # and not later, however many days that leaves
    payment_days: int = Field(default=0, ge=0, le=365)
    payment_at: time | None = None
    payment_until: date | None = None
    grace_days: int = Field(default=30, gt=0, le=365)  # in which an automatic end can be undone
    reminders: tuple[int, ...] = ()
    draft_reminders: tuple[int, ...] = (7, 3, 1)  # days before the window closes
    hand_in_until: date | None = None  # the printed review form; without one people are told to ask
    re_review_days: int | None = Field(default=None, gt=0, le=365)  # 复查; the State sets no period
    ends_on_days_off: Text | None = None  # the words by which a plan excludes 民法典 203, as people read them
    fee_item: Text  # of the standard; `FREE` where the committee charges nothing
    photo: PhotoRule
    copies: Copies
    continuing_education: ContinuingEducation
    gates: Gates = Gates()
    appraisal_years: int = Field(default=0, ge=0, le=10)  # that are told one by one, at least (M2.3, M2.9)
    achievements: Mapping[str, Most] = {}  # how many of each may be taken (A7.3); without one, any
    representative: int = Field(default=0, ge=0, le=20)  # how many of all may be marked as 代表作
    scoring: Scoring | None = None  # for kinds with a minimum score
    kind: tuple[Kind, ...] = Field(min_length=1)
    requirement: tuple[Requirement, ...] = Field(min_length=1)
    attachment: tuple[Attachment, ...] = ()
    change: tuple[Change, ...] = ()  # each another version; the first is version 1

    @property
    def number(self) -> int:
        """Which version this is, as people count them."""
        return 1 + len(self.change)

    @property
    def opens(self) -> datetime:
        """The moment from which a declaration can be started."""
        return datetime.combine(self.opens_on, self.opens_at, SHANGHAI)

    @property
    def closes(self) -> datetime:
        """The moment from which nothing can be started or first submitted; without a time 24:00."""
        if self.closes_at is None:
            return datetime.combine(self.closes_on + timedelta(1), time(), SHANGHAI)
        return datetime.combine(self.closes_on, self.closes_at, SHANGHAI)

    def is_open(self, at: datetime) -> bool:
        """Tell whether the window is open at a moment."""
        return self.opens <= at < self.closes

    @property
    def is_free(self) -> bool:
        """Whether nobody pays for it: an accepted case goes on to its form at once."""
        return self.fee_item == FREE

    @property
    def days_off_words(self) -> str:
        """What becomes of a period whose last day is a day off."""
        return self.ends_on_days_off or "最后一天是节假日、休息日的，顺延到下一个工作日"

    @property
    def conditions(self) -> Conditions:
        """What it wants of a career, as it is sealed with a declaration."""
        return Conditions(
            year=self.year,
            closes_on=self.closes_on,
            gates=self.gates,
            continuing_education=self.continuing_education,
            appraisal_years=self.appraisal_years,
        )

    @property
    def terms(self) -> str:
        """What a running case is bound to outside of declaration, as it travels with the case: JSON."""
        said = self.model_dump(mode="json", include=set(TERMS))
        return json.dumps(said, sort_keys=True, ensure_ascii=False)

    def begun(self, terms: str) -> "Plan":
        """This plan for a case that began under these terms; without any it began before they were kept."""
        if not terms:
            return self
        return type(self).model_validate({**self.model_dump(mode="json"), **json.loads(terms)})

    @property
    def education_years(self) -> tuple[int, ...]:
        """The calendar years whose continuing education counts."""
        return self.conditions.education_years

    @property
    def appraised_years(self) -> tuple[int, ...]:
        """The calendar years whose appraisal is told one by one (M2.3)."""
        return self.conditions.appraised_years

    @property
    def version(self) -> str:
        """A digest of what the plan says: another text, another version.

        What it leaves at its default is left out: a field that a later release adds changes no plan.
        """
        said = self.model_dump(mode="json", exclude_defaults=True)
        content = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return sha256(content.encode()).hexdigest()[:12]


def plan_faults(plan: Plan) -> Iterator[tuple[str, str]]:
    """Walk through what is wrong with a plan in itself."""
    if not re.fullmatch(SLUG, plan.id):
        yield "", f"文件名“{plan.id}”应只含小写字母、数字和连字符，请改名"
    if plan.closes <= plan.opens:
        yield "closes_on", f"申报截止应晚于开始（{plan.opens:%Y-%m-%d %H:%M}），请改正"
    yield from _period_faults(plan)
    if plan.photo.max_bytes - plan.photo.min_bytes <= 1:
        yield "photo.max_bytes", "应大于 min_bytes，请改正"
    if plan.photo.min_ratio > plan.photo.max_ratio:
        yield "photo.max_ratio", "应不小于 min_ratio，请改正"
    for code in plan.achievements:
        if code not in ACHIEVEMENTS:
            yield "achievements", f"“{code}”不是业绩的种类，只能是 {'、'.join(sorted(ACHIEVEMENTS))}，请改正"
    yield from kind_faults(plan.kind)
    yield from _education_faults(plan.continuing_education)
    yield from change_faults(plan.change)
    yield from _score_faults(plan)
    yield from attachment_faults(plan.attachment, [kind.slug for kind in plan.kind])
    for place, names in (
        ("attachment", [row.code for row in plan.attachment]),
        ("kind", [kind.slug for kind in plan.kind]),
        ("categories", list(plan.categories)),
        ("reminders", [str(days) for days in plan.reminders]),
        ("draft_reminders", [str(days) for days in plan.draft_reminders]),
    ):
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield place, f"“{name}”出现了多次，请只保留一处"


def _period_faults(plan: Plan) -> Iterator[tuple[str, str]]:
    for name in ("resubmission_until", "payment_until"):
        until: date | None = getattr(plan, name)
        if until is not None and until <= plan.closes_on:
            yield name, f"应晚于申报截止（{plan.closes_on}），请改正"
    if not all(0 < days <= LONGEST_NOTICE for days in plan.draft_reminders):
        yield "draft_reminders", f"提醒应在申报截止前 1 至 {LONGEST_NOTICE} 天，请改正"
    if plan.is_free:
        for name in ("payment_days", "payment_at", "payment_until", "reminders"):
            if getattr(plan, name):
                yield name, "不收费的计划没有缴费期限，请删除，或在 fee_item 中写明收费项目"
        return
    if not plan.payment_days:
        yield "payment_days", f"请填写缴费天数；不收费的计划请在 fee_item 中写“{FREE}”"
    elif not all(0 < days < plan.payment_days for days in plan.reminders):
        yield "reminders", f"提醒应在缴费期限（{plan.payment_days} 天）之内，请改正"


def _education_faults(education: ContinuingEducation) -> Iterator[tuple[str, str]]:
    if education.special_hours + education.general_hours > education.hours:
        yield "continuing_education.hours", "应不少于专业科目与公需科目学时之和，请改正"


def _score_faults(plan: Plan) -> Iterator[tuple[str, str]]:
    if plan.scoring is not None:
        yield from scoring_faults(plan.scoring)
    for number, kind in enumerate(plan.kind, 1):
        place = f"kind[{number}].minimum_score"
        if kind.minimum_score is None:
            continue
        if plan.scoring is None:
            yield place, "有最低自评分的申报方式须有评分标准，请补充 [scoring]"
        elif plan.scoring.total < kind.minimum_score:
            yield place, f"评分标准最多只能得 {plan.scoring.total} 分，达不到最低自评分，请改正"
