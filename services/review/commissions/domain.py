"""The letter of commission: what its form takes, and what is said where it is missing (M1.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from contracts import commission as contract
from contracts.commission import Person
from kit.errors import Fault

PURPOSE = "commission"
MOST = 1000  # people on one letter: as many as a batch takes
LONGEST_NUMBER = 40
OLDEST = timedelta(days=366)  # a letter is of this year's review
BASIS = "《职称评审管理暂行规定》（人力资源和社会保障部令第40号）第二十八条和本计划的申报要求"
OFFICE = "办公室"


@dataclass(frozen=True, kw_only=True)
class Commission:
    """The letter of a unit for a plan. Documents keeps the scan."""

    id: UUID
    city: str
    office_id: UUID
    unit: str
    plan: str
    plan_title: str
    number: str
    dated_on: date
    file_id: UUID
    name: str
    pages: int
    sha256: str
    account_id: UUID
    given_by: str
    given_at: datetime

    @property
    def stamp(self) -> str:
        """What tells this letter from the one before: a form that was made from another is too late."""
        return self.given_at.isoformat()

    def says(self, given: "Given") -> bool:
        """Whether this is what was given: a second click."""
        told = (given.number, given.dated_on, given.scan and given.scan.file_id)
        return (self.number, self.dated_on, self.file_id) == told


@dataclass(frozen=True, kw_only=True)
class Scan:
    """The uploaded scan."""

    file_id: UUID
    name: str
    pages: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Given:
    """Number, date and scan as an official gives them; what is wrong with them, all of it."""

    number: str = ""
    dated_on: date | None = None
    scan: Scan | None = None
    instead_of: str = ""  # the stamp of the letter that the page showed
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sending:
    """An office that sends cases of a plan to the one that accepts, as its tasks tell."""

    city: str
    office_id: UUID
    unit: str
    plan: str
    plan_title: str
    stage: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a plan's letter stands."""

    plan: str
    plan_title: str
    waiting: int  # cases that lie passed
    number: str | None  # of the letter; none: it is missing


def given(
    dated_on: date | Fault | None, number: str, scan: Scan | None, *, today: date, instead_of: str = ""
) -> Given:
    """Read the form."""
    faults = [*_number_faults(number)]
    if isinstance(dated_on, Fault):
        faults.append(dated_on)
    elif dated_on is None:
        faults.append(Fault(field="dated_on", message="请填写委托书上的日期"))
    elif dated_on > today:
        faults.append(Fault(field="dated_on", message="委托书日期不能晚于今天，请按委托书上的日期填写"))
    elif dated_on < today - OLDEST:
        faults.append(Fault(field="dated_on", message="委托书是一年以前的，请为本申报计划重新出具"))
    if scan is None:
        faults.append(Fault(field="scan", message="请上传加盖公章的评审委托书扫描件（PDF）"))
    return Given(
        number=number,
        dated_on=dated_on if isinstance(dated_on, date) else None,
        scan=scan,
        instead_of=instead_of,
        faults=tuple(faults),
    )


def _number_faults(number: str) -> list[Fault]:
    if not number:
        return [Fault(field="number", message="请填写委托书编号，没有文号的填写本单位自编的号，例如 2022-1")]
    if len(number) > LONGEST_NUMBER:
        message = f"委托书编号最多 {LONGEST_NUMBER} 个字，现有 {len(number)} 个字，请核对"
        return [Fault(field="number", message=message)]
    return []


def missing_words(plans: Sequence[str]) -> str:
    """What is said of plans whose letter is missing, and what to do."""
    titles = "、".join(f"“{title}”" for title in plans)
    return (
        f"没有报送：{titles}还没有提交评审委托书。请先在本页“评审委托书”处打印、盖章、上传，再点击“审核推荐”"
    )


def parts_of(letter_id: UUID, people: Sequence[Person]) -> list[contract.People]:
    """The list of a letter, in parts that a grant holds."""
    of = contract.OF_A_PART
    return [
        contract.People(letter_id=letter_id, number=start // of, people=tuple(people[start : start + of]))
        for start in range(0, len(people), of)
    ]
