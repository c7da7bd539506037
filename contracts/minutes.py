"""Minutes (会议纪要) and vote sheet (投票统计表) of a meeting: review knows it, documents prints either.

The facts travel in grants as fields of a form, the lists in as many parts as it takes.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

PAPER_PAGE = (
    "/documents/meeting-paper.pdf"  # a form with `paper`, `facts` (Facts) and `lists` (Lists), repeated
)
PAPER, FACTS, LISTS = "paper", "facts", "lists"
LASTS = timedelta(hours=1)
OF_A_PART = 4  # lines of each list that one grant holds, with the longest reasons


class MeetingPaper(StrEnum):
    """Which of the two is printed."""

    MINUTES = "minutes"
    VOTE_SHEET = "vote_sheet"


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member of the meeting, and whether they came."""

    name: str
    unit: str
    category: str
    part: str  # 主任委员, 副主任委员, or nothing
    is_present: bool


@dataclass(frozen=True, kw_only=True)
class Voted:
    """A candidate with the numbers of the vote; who voted what is known to nobody."""

    number: int  # of the roster
    name: str
    employer: str
    category: str
    title_applied: str
    present: int
    recused: int
    counted: int  # among whom two thirds are needed
    yes: int
    no: int
    invalid: int  # of paper
    is_elected: bool
    text: str  # why not
    opinion: str = ""  # what the group of the category wrote
    interview: str = ""  # what came of it; nothing where nobody was interviewed

    @property
    def abstained(self) -> int:
        """Who was there, might have voted and was neither for nor against."""
        return self.present - self.recused - self.yes - self.no - self.invalid


@dataclass(frozen=True, kw_only=True)
class Recused:
    """Who had no part in whose case, and why."""

    applicant: str
    member: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What both papers say of the meeting, for whoever is to print them."""

    paper_id: UUID
    account_id: UUID
    platform: str
    committee: str
    title: str
    plan: str
    year: int
    scope: str
    held_on: date
    place: str
    number: str  # of the meeting
    recused_counts: bool
    commitment: str
    draw_address: str
    drawn_at: datetime
    opened_at: datetime
    closed_at: datetime
    closed_on: date  # the day of the papers, in China: the same whenever they are printed
    chair: str
    chair_part: str
    counted_by: tuple[str, ...]  # the officials who counted the paper; nobody where it was none
    recorded_at: datetime
    recorded_by: str
    minutes_sha256: str  # what was sealed of what the papers say; nothing of a meeting from before
    vote_sheet_sha256: str
    parts: int


@dataclass(frozen=True, kw_only=True)
class Lists:
    """One part of each list."""

    paper_id: UUID
    number: int  # from 0
    members: tuple[Member, ...] = ()
    voted: tuple[Voted, ...] = ()
    recused: tuple[Recused, ...] = ()
