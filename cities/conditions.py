"""What a plan wants of a career, as it is sealed with a declaration: declarant and offices count it alike."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pydantic import Field

from cities.gates import Gates
from cities.rows import Row
from contracts.sections.verified import Verified, Year


class ContinuingEducation(Row):
    """Hours of continuing education in each of the years before the plan's year (A8.5).

    Of the hours so many at least in 专业科目 (special) and 公需科目 (general); 0 where that is not asked.
    """

    years: int = Field(ge=0, le=10)
    hours: int = Field(ge=0, le=1000)
    special_hours: int = Field(default=0, ge=0, le=1000)
    general_hours: int = Field(default=0, ge=0, le=1000)

    def short(self, year: Year) -> Iterator[str]:
        """How many hours are missing, of all and of each sort of which some are wanted."""
        for label, least, told in (
            ("", self.hours, year.hours),
            ("其中专业科目", self.special_hours, year.special_hours),
            ("其中公需科目", self.general_hours, year.general_hours),
        ):
            short = least - Decimal(told or 0)
            if short > 0:
                yield f"{label}还差 {short} 学时（每年不少于 {least} 学时）"

    @property
    def words(self) -> str:
        """How many hours a year needs, of which subjects."""
        parts = ((self.special_hours, "专业科目"), (self.general_hours, "公需科目"))
        of_which = [f"{name}不少于 {least}" for least, name in parts if least]
        return f"每年不少于 {self.hours} 学时" + (f"（其中{'、'.join(of_which)}）" if of_which else "")


class Conditions(Row):
    """The part of a plan by which qualification, appraisals and continuing education are judged (C2.1)."""

    year: int
    closes_on: date  # until when years are counted
    gates: Gates
    continuing_education: ContinuingEducation
    appraisal_years: int

    @property
    def education_years(self) -> tuple[int, ...]:
        """The calendar years whose continuing education counts."""
        return tuple(range(self.year - self.continuing_education.years, self.year))

    @property
    def appraised_years(self) -> tuple[int, ...]:
        """The calendar years whose appraisal is told one by one (M2.3)."""
        return tuple(range(self.year - self.appraisal_years, self.year))

    def years_to_appraise(self, verified: Verified) -> tuple[int, ...]:
        """The last years without fail, and what else is verified of the term of office (M2.9).

        Nobody is appraised for a year before the one after they began to work.
        """
        began = int(verified.worked_since[:4] or 0)
        wanted = [year for year in self.appraised_years if year > began]
        appointed = int(verified.appointed_on[:4] or self.year)
        first = min(wanted, default=self.year)
        told = verified.proven.years
        earlier = [one.year for one in told if one.appraisal and appointed <= one.year < first]
        return (*earlier, *wanted)


def full_years(month: str, until: date) -> int:
    """Full years from a month (YYYYMM) until a day."""
    months = (until.year - int(month[:4])) * 12 + until.month - int(month[4:])
    return max(months // 12, 0)
