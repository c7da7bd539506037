"""A city as its folder describes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from pydantic import Field

from cities.fees import Fee
from cities.messages import Template
from cities.offices import AcceptancePoint, HandIn, Office
from cities.opinions import Opinion
from cities.plan import Plan
from cities.reasons import Reason
from cities.routes import Route, acceptor_after, duties_of, has_next, meets, sends_to_acceptance
from cities.rows import AreaCode, Level, Row, Text, TitleLevel


class Place(Row):
    """A place that employers belong to: the city itself (市本级) or one of its counties."""

    name: Text
    level: Level


class Registers(Row):
    """Whom identity asks of a person, as people call it; empty where there is nobody to ask."""

    photo: str = Field(default="", max_length=40)  # the photo on the ID card (A4.1)
    insurance: str = Field(default="", max_length=40)  # where somebody is insured (A8.7)
    education: str = Field(default="", max_length=40)  # what somebody graduated from (A8.8)


class MeetingRules(Row):
    """How large a committee's meeting is, and how a recused expert counts (令第40号, domain.md 1.1)."""

    series_at_least: int = Field(default=25, ge=3, le=199)
    specialty_at_least: int = Field(default=11, ge=3, le=199)
    recused_counts: bool = True  # among those present: the strict reading, a recusal then works like a no

    def at_least(self, scope: str) -> int:
        """The fewest members of a committee for a series, or for a specialty."""
        return self.series_at_least if scope == "series" else self.specialty_at_least


class IntegrityRules(Row):
    """How long an entry of the register runs (national rules of 2024), and how long one can object to it."""

    years: int = Field(default=3, ge=1, le=10)
    objection_days: int = Field(default=10, ge=1, le=60)  # working days, from the day of the entry on


class ExaminationDays(Row):
    """Within how many working days each kind of office decides on a case; none: no due date.

    Nothing happens to a case that is late: its office is reminded so many working days before and on the last
    one, the office above it afterwards.
    """

    department: int | None = Field(default=None, ge=2, le=250)
    hr: int | None = Field(default=None, ge=2, le=250)
    committee: int | None = Field(default=None, ge=2, le=250)
    reminded_before: int = Field(default=1, ge=1, le=60)

    @property
    def by_kind(self) -> Mapping[str, int]:
        """The kinds of office that have a due date."""
        found = {"department": self.department, "hr": self.hr, "committee": self.committee}
        return {kind: days for kind, days in found.items() if days is not None}


class CityFile(Row):
    """city.toml."""

    name: Text
    code: str = Field(pattern=r"^[1-9][0-9]{5}$")
    platform: Text
    watermark: Text
    area_code: AreaCode | None = None
    hand_in: HandIn
    authorisation_years: int = Field(default=3, ge=1, le=10)
    objection_days: int = Field(default=10, ge=1, le=60)
    posting_proof: bool = False  # no result of a publicity without a photo or link of its posting (E4.4)
    certificate: Text = "{code}-{year}-{level}-{serial:05}"  # how certificates are numbered
    not_elected: tuple[Annotated[Text, Field(max_length=60)], ...] = ()  # what committees say of it
    is_sample: bool = False  # no city that exists
    sends_in_batches: bool = True  # what an office passed lies with it until 审核推荐 (B4.1)
    refusal_minutes: int = Field(default=0, ge=0, le=7 * 24 * 60)  # 不通过 can be taken back; 0: not at all
    letter_of_commission: bool = (
        True  # 评审委托书: once of each unit that sends to the office that accepts (M1.1)
    )
    examination_days: ExaminationDays = ExaminationDays()
    registers: Registers = Registers()
    meetings: MeetingRules = MeetingRules()
    integrity: IntegrityRules = IntegrityRules()
    pledge: tuple[Text, ...] = Field(min_length=1)  # 真实性保证书, paragraph by paragraph (A5.1)
    place: tuple[Place, ...] = Field(min_length=1)


@dataclass(frozen=True)
class City:
    """Everything that a city's folder says."""

    slug: str
    name: str
    code: str
    platform: str
    watermark: str
    hand_in: HandIn
    places: tuple[Place, ...]
    offices: tuple[Office, ...]
    acceptance_points: tuple[AcceptancePoint, ...]
    routes: tuple[Route, ...]
    plans: tuple[Plan, ...]
    fees: tuple[Fee, ...]
    messages: Mapping[str, Template]
    reasons: tuple[Reason, ...] = ()  # why a declaration is returned or refused
    opinions: tuple[Opinion, ...] = ()  # texts that an office may start from
    pledge: tuple[str, ...] = ()  # 真实性保证书, paragraph by paragraph
    authorisation_years: int = 3  # how long an employer may act after its letter was approved (E2.1)
    certificate: str = "{code}-{year}-{level}-{serial:05}"
    not_elected: tuple[str, ...] = ()  # why somebody was not elected, to choose from
    objection_days: int = 10  # working days within which an objection to a publicity is answered
    posting_proof: bool = False  # no result of a publicity without a photo or link of its posting (E4.4)
    area_code: str | None = None  # before the local telephone numbers
    examination_days: ExaminationDays = field(default_factory=ExaminationDays)
    registers: Registers = field(default_factory=Registers)
    meetings: MeetingRules = field(default_factory=MeetingRules)
    integrity: IntegrityRules = field(default_factory=IntegrityRules)
    is_sample: bool = False  # the public is not shown it as a place to declare
    sends_in_batches: bool = True  # what an office passed lies with it until 审核推荐 (B4.1)
    refusal_minutes: int = 0  # how long 不通过 can be taken back before anybody is told (E4.2, B3.1)
    letter_of_commission: bool = True  # 评审委托书, once of each unit that sends to who accepts (M1.1)

    def level_of(self, place: str) -> Level | None:
        """The level of a place's employers."""
        return next((one.level for one in self.places if one.name == place), None)

    def serving(self, credit_code: str) -> Office | None:
        """The office of an employer's own mid-level committee (P1.1)."""
        return next((one for one in self.offices if credit_code in one.serves), None)

    def awaits_sending(self, plan: str, stage: str) -> bool:
        """Whether what passes here lies until it is sent on: not at the last stop, nor before a meeting."""
        title = self._level_of_plan(plan)
        return (
            self.sends_in_batches
            and title is not None
            and has_next(self.routes, title, stage)
            and not meets(self.routes, title, stage)
        )

    def hand_in_at(self, office_id: UUID | None) -> HandIn:
        """Where what this office receives on paper is handed in: where it says, else where the city does."""
        office = next((one for one in self.offices if office_id and one.as_known(office_id)), None)
        return (office and office.hand_in) or self.hand_in

    def has_committee(self, office: Office) -> bool:
        """Whether a committee votes at this office, in some plan."""
        return any("meet" in duties_of(self.routes, plan.level, office) for plan in self.plans)

    def needs_commission(self, plan: str, stage: str) -> bool:
        """Whether what is sent or recommended (B6.1) from here to who accepts needs the unit's letter."""
        title = self._level_of_plan(plan)
        return (
            self.letter_of_commission
            and title is not None
            and (self.awaits_sending(plan, stage) or meets(self.routes, title, stage))
            and sends_to_acceptance(self.routes, title, stage)
        )

    def commissioned_by(self, plan: str, stage: str) -> Office | None:
        """To whom a letter of commission from this stop is addressed; none where that differs."""
        title = self._level_of_plan(plan)
        return acceptor_after(self.routes, title, stage, self.offices) if title else None

    def returns_left(self, plan: str, submission: int) -> int | None:
        """How often a case may still be returned, with this submission of it; none: without limit."""
        most = next((one.most_returns for one in self.plans if one.id == plan), None)
        return None if most is None else max(most - (submission - 1), 0)

    def certificate_number(self, *, year: int, level: str, serial: int) -> str:
        """How the certificate of a title is numbered; the serial is once in the city."""
        return self.certificate.format(code=self.code, year=year, level=level, serial=serial)

    def acceptance_point(self, place: str) -> AcceptancePoint | None:
        """Where declarations of a place are taken in."""
        return next((one for one in self.acceptance_points if one.place == place), None)

    def telephone(self, office_id: UUID) -> str | None:
        """Where one asks about a case that is at an office: itself, or the acceptance point of its place."""
        office = next((one for one in self.offices if one.as_known(office_id)), None)
        if office is None:
            return None
        if office.phone:
            return self.dialled(office.phone)
        point = self.acceptance_point(office.place)
        return f"受理点 {self.dialled(point.phone)}" if point else None

    def _level_of_plan(self, plan: str) -> TitleLevel | None:
        return next((one.level for one in self.plans if one.id == plan), None)

    def dialled(self, number: str) -> str:
        """A number as it is dialled from anywhere."""
        return f"{self.area_code}-{number}" if self.area_code and not number.startswith("0") else number


def city_faults(city: CityFile) -> Iterator[tuple[str, str]]:
    """Walk through what is wrong with city.toml in itself."""
    try:
        first, second = (
            city.certificate.format(code=city.code, year=2022, level="中级", serial=serial)
            for serial in (1, 2)
        )
        is_whole = first != second
    except (ValueError, LookupError):
        is_whole = False
    if not is_whole:
        told = "只能使用 {code}、{year}、{level}、{serial}，且须含 {serial}，请改正"
        yield "certificate", told
    names = [place.name for place in city.place]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield "place", f"“{name}”出现了多次，请只保留一处"
    before = city.examination_days.reminded_before
    for kind, days in city.examination_days.by_kind.items():
        if days <= before:
            yield (
                f"examination_days.{kind}",
                f"应多于提前提醒的天数（reminded_before，现为 {before}），请改正",
            )
    if city.letter_of_commission and not city.sends_in_batches:
        yield (
            "letter_of_commission",
            "评审委托书随“审核推荐”提交：sends_in_batches = false 时请写 letter_of_commission = false",
        )
