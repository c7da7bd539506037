"""A meeting of a committee: how many members, of which categories, when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from cities.city import MeetingRules
from kit.errors import Fault
from services.review.meetings.domain.drawing import Draw, Stratum

TITLE_LENGTHS = range(4, 61)
PLACE_LENGTHS = range(2, 61)
WHY_LENGTHS = range(2, 201)
MOST_OF_CATEGORY = 99


class Scope(StrEnum):
    """What a committee is for; its size depends on it."""

    SERIES = "series"
    SPECIALTY = "specialty"


SCOPE_NAMES = {Scope.SERIES: "按系列组建", Scope.SPECIALTY: "按专业组建"}


class Standing(StrEnum):
    """What somebody of the order of a draw is."""

    MEMBER = "member"
    RESERVE = "reserve"
    REPLACED = "replaced"


STANDING_NAMES = {
    Standing.MEMBER: "评审委员",
    Standing.RESERVE: "备选",
    Standing.REPLACED: "不能到会，已递补",
}


@dataclass(frozen=True, kw_only=True)
class Called:
    """A meeting as its office calls it."""

    title: str
    plan: str
    scope: Scope
    held_on: date
    place: str  # nothing where it was called before there was one
    categories: tuple[str, ...]
    counts: tuple[int, ...]  # how many members of each

    @property
    def size(self) -> int:
        """How many members the meeting has."""
        return sum(self.counts)


@dataclass(frozen=True, kw_only=True)
class Meeting(Called):
    """A meeting; the seed is known from the draw on."""

    id: UUID
    version: int
    city: str
    office_id: UUID
    created_at: datetime
    called_by_name: str
    commitment: str
    seed: str
    drawn_at: datetime | None = None
    drawn_by_name: str = ""
    opened_at: datetime | None = None
    opened_by_name: str = ""
    by_paper: bool = False  # how it votes, chosen when voting began
    recused_counts: bool | None = None  # the city's setting when voting began
    closed_at: datetime | None = None
    closed_by: UUID | None = None
    minutes_sha256: str = ""  # what its papers say, once its results are recorded
    vote_sheet_sha256: str = ""

    def says(self, called: Called) -> bool:
        """Whether this is what was called: a second click."""
        return all(getattr(self, name) == value for name, value in vars(called).items())

    def draw(self, pool: Mapping[str, Sequence[UUID]]) -> Draw:
        """The draw from these experts, by category."""
        strata = [
            Stratum(category=category, wanted=count, pool=tuple(pool.get(category, ())))
            for category, count in zip(self.categories, self.counts, strict=True)
        ]
        return Draw(commitment=self.commitment, seed=self.seed, strata=tuple(strata))


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Somebody in the order of a draw."""

    meeting_id: UUID
    expert_id: UUID
    category: str
    position: int  # within the category, from 1
    standing: Standing
    replaces: UUID | None = None
    why: str = ""  # why this one cannot come
    changed_by_name: str = ""
    changed_at: datetime | None = None


def called_faults(called: Called, rules: MeetingRules, plans: Sequence[str], today: date) -> list[Fault]:
    """Everything that is wrong with a meeting as it is called."""
    faults = []
    if len(called.title) not in TITLE_LENGTHS:
        faults.append(Fault(field="title", message="会议名称应为 4 至 60 个字"))
    if called.plan not in plans:
        faults.append(Fault(field="plan", message="请选择申报计划"))
    if called.held_on < today:
        faults.append(Fault(field="held_on", message="会议日期已经过去，请改为今天或以后的日期"))
    if len(called.place) not in PLACE_LENGTHS:
        faults.append(Fault(field="place", message="请填写会议地点，2 至 60 个字"))
    least = rules.at_least(called.scope)
    if called.size < least:
        words = f"{SCOPE_NAMES[called.scope]}的评委会，出席委员不少于 {least} 人，现在共 {called.size} 人"
        faults.append(Fault(field="counts", message=words))
    elif called.size % 2 == 0:
        faults.append(Fault(field="counts", message=f"委员人数应为单数，现在共 {called.size} 人"))
    return faults


def short(draw: Draw) -> list[str]:
    """Of which categories there are too few to draw from."""
    return [
        f"{one.category}需要 {one.wanted} 人，可抽取的只有 {len(one.pool)} 人"
        for one in draw.strata
        if len(one.pool) < one.wanted
    ]


def seats_of(meeting_id: UUID, draw: Draw) -> list[Seat]:
    """Everybody in the order of the draw: members first, then who replaces them."""
    wanted = {one.category: one.wanted for one in draw.strata}
    return [
        Seat(
            meeting_id=meeting_id,
            expert_id=expert,
            category=category,
            position=position,
            standing=Standing.MEMBER if position <= wanted[category] else Standing.RESERVE,
        )
        for category, order in draw.orders().items()
        for position, expert in enumerate(order, 1)
    ]


def successor(seats: Sequence[Seat], left: Seat) -> Seat | None:
    """Who comes for somebody who cannot: the next of the same order."""
    reserve = [one for one in seats if one.category == left.category and one.standing is Standing.RESERVE]
    return min(reserve, key=lambda one: one.position, default=None)
