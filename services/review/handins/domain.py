"""What is wanted on paper, what was received of it, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kit.errors import Fault

STAMPS: Mapping[str, str] = {"employer": "用人单位", "department": "主管部门", "hr": "当地人力社保部门"}
MOST_COPIES = 20
MOST_LINES = 200
TITLE_LENGTHS = range(2, 201)


@dataclass(frozen=True, kw_only=True)
class Received:
    """What an official has before them; the last that was recorded counts."""

    copies: int | None = 0
    stamped: tuple[str, ...] = ()
    has_paper: bool = False
    paper: str = ""  # the title of the one paper of those who are interviewed (M1.4)

    @property
    def is_none(self) -> bool:
        """Whether nothing is there."""
        return not (self.copies or self.stamped or self.has_paper)


@dataclass(frozen=True, kw_only=True)
class HandIn:
    """The papers of one case at one committee's office."""

    id: UUID
    city: str
    application_id: UUID
    person_id: UUID
    plan: str
    plan_title: str
    office_id: UUID
    opened_at: datetime
    applicant: str
    employer: str
    copies_wanted: int
    is_interviewed: bool
    version: int = 0
    copies: int = 0
    stamped: tuple[str, ...] = ()
    has_paper: bool = False
    paper: str = ""
    missing_until: date | None = None
    done_at: datetime | None = None

    @property
    def received(self) -> Received:
        """What was recorded last."""
        return Received(copies=self.copies, stamped=self.stamped, has_paper=self.has_paper, paper=self.paper)

    @property
    def missing(self) -> list[str]:
        """Everything that is still wanted, in words."""
        return missing(self, self.received)

    @property
    def whole(self) -> Received:
        """What is received when nothing is missing."""
        return Received(copies=self.copies_wanted, stamped=tuple(STAMPS))


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Who received what, when."""

    at: datetime
    by_name: str
    copies: int
    stamped: tuple[str, ...]
    has_paper: bool
    missing_until: date | None


@dataclass(frozen=True, kw_only=True)
class Sought:
    """By what somebody looks for a hand-in: the number of the case, or the beginning of a form's digest."""

    number: int | None
    code: str


def missing(wanted: HandIn, received: Received) -> list[str]:
    """Everything that is wanted and was not received, all at once."""
    found = []
    copies = received.copies or 0
    if copies < wanted.copies_wanted:
        found.append(
            f"评审表应交 {wanted.copies_wanted} 份，收到 {copies} 份，还缺 {wanted.copies_wanted - copies} 份"
        )
    found += [f"评审表没有{name}的公章" for code, name in STAMPS.items() if code not in received.stamped]
    if wanted.is_interviewed and not received.has_paper:
        found.append("参加面试的，应交纸质论文代表作 1 份，没有收到")
    return found


def faults_of(wanted: HandIn, received: Received, until: date | None, today: date) -> list[Fault]:
    """Everything that is wrong with what was typed."""
    faults = []
    if received.copies is None or received.copies > MOST_COPIES:
        faults.append(Fault(field="copies", message=f"请填写收到的评审表份数，0 至 {MOST_COPIES}"))
    if received.has_paper and len(received.paper) not in TITLE_LENGTHS:
        faults.append(Fault(field="paper", message="请填写论文代表作的题目，2 至 200 字"))
    if received.is_none:
        faults.append(Fault(field="copies", message="没有收到任何材料的，不需要登记"))
    if missing(wanted, received):
        if until is None:
            faults.append(Fault(field="until", message="材料不齐，请填写补齐的截止日期，申报人会收到短信"))
        elif until <= today:
            faults.append(Fault(field="until", message="补齐的截止日期应晚于今天"))
    return faults
