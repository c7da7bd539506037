"""What every year needs: hours of continuing education (A8.5), and an appraisal (M2.3, M2.9)."""

from collections.abc import Sequence
from dataclasses import dataclass

from cities import Plan
from contracts.case import Problem
from contracts.sections.verified import Proven, Verified, Year
from services.declaration.drafting.domain.readiness import RECORDS_PAGE

TRAINING_PAGE = "/archive/records/new/training"
APPRAISAL_PAGE = "/archive/records/new/appraisal"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One year: what is verified of it, and what stands against it, with the page where it is mended."""

    year: int
    told: str = ""
    of_which: str = ""  # hours of each subject, as far as they are told apart
    fault: str = ""
    rule: str = ""
    page: str = ""

    @property
    def problem(self) -> Problem | None:
        """What stands against a submission."""
        return Problem(rule=self.rule, page=self.page, message=self.fault) if self.fault else None


def education(plan: Plan, proven: Proven) -> tuple[Line, ...]:
    """The years before the plan's, each with its hours, and how many are missing (A8.5)."""
    return tuple(_hours(plan, _of(proven, year)) for year in plan.education_years)


def appraisals(plan: Plan, verified: Verified) -> tuple[Line, ...]:
    """The last years without fail, and what else is verified of the term of office (M2.9)."""
    years = plan.conditions.years_to_appraise(verified)
    return tuple(_appraisal(_of(verified.proven, year)) for year in years)


def in_words(lines: Sequence[Line], years: Sequence[int]) -> str:
    """单位考核情况, year by year: 2019合格、2020优秀、2021合格 (M2.3)."""
    return "、".join(f"{line.year}{line.told}" for line in lines if line.told and line.year in years)


def _hours(plan: Plan, year: Year) -> Line:
    if not year.hours:
        fault = f"档案中没有已核验的 {year.year} 年度继续教育记录，请添加并提交用人单位核验"
        return Line(year=year.year, fault=fault, rule="A8.5", page=TRAINING_PAGE)
    told = f"{year.hours} 学时"
    if not (short := [*plan.continuing_education.short(year)]):
        return Line(year=year.year, told=told, of_which=_of_which(year))
    fault = f"{year.year} 年度继续教育已核验 {told}，{'，'.join(short)}，请补充后重新提交核验"
    return Line(year=year.year, told=told, fault=fault, rule="A8.5", page=f"{RECORDS_PAGE}?kind=training")


def _of_which(year: Year) -> str:
    parts = ((year.special_hours, "专业科目"), (year.general_hours, "公需科目"))
    told = "、".join(f"{name} {hours} 学时" for hours, name in parts if hours)
    return f"（其中{told}）" if told else ""


def _appraisal(year: Year) -> Line:
    if year.appraisal:
        return Line(year=year.year, told=year.appraisal)
    fault = f"档案中没有已核验的 {year.year} 年度考核记录，请添加并提交用人单位核验"
    return Line(year=year.year, fault=fault, rule="M2.9", page=APPRAISAL_PAGE)


def _of(proven: Proven, year: int) -> Year:
    return next((one for one in proven.years if one.year == year), Year(year=year))
