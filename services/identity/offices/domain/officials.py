"""Officials: their term in an office (B0.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from contracts.normal import names, numbers
from services.identity.access.domain.credentials import reach, reach_faults
from services.identity.access.domain.faults import Faults, only_faults
from services.identity.people.domain.persons import id_number_fault

REASON_LENGTHS = range(2, 201)
LONGEST_ABSENCE = 366
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


class State(StrEnum):
    """Where an official's account stands, the first that fits."""

    ENDED = "ended"
    CLOSED = "closed"
    EXPIRED = "expired"
    LATER = "later"
    WAITING = "waiting"
    ACTIVE = "active"


STATE_NAMES = {
    State.ACTIVE: "任职中",
    State.WAITING: "待启用",
    State.LATER: "任期未开始",
    State.EXPIRED: "任期届满",
    State.CLOSED: "机构已撤销",
    State.ENDED: "已终止",
}


@dataclass(frozen=True, kw_only=True)
class Term:
    """Who has which office from when until when; with `ended_at` it ended before."""

    id: UUID
    office_id: UUID
    office: str
    office_name: str
    from_on: date
    until_on: date | None
    created_at: datetime
    assigner: str | None = None
    ended_at: datetime | None = None
    ender: str | None = None
    ended_why: str = ""


@dataclass(frozen=True, kw_only=True)
class Official:
    """Somebody who acts for an office; without a term for none."""

    id: UUID
    city: str
    name: str
    mobile_encrypted: str | None
    version: int
    is_activated: bool
    is_office_closed: bool
    is_number_known: bool
    term: Term | None

    def state(self, today: date) -> State:
        """Where the account stands on a day."""
        if self.term is None:
            return State.ENDED
        if self.is_office_closed:
            return State.CLOSED
        if self.term.until_on and self.term.until_on < today:
            return State.EXPIRED
        if self.term.from_on > today:
            return State.LATER
        return State.ACTIVE if self.is_activated else State.WAITING


@dataclass(frozen=True, kw_only=True)
class Post:
    """An office for a time, as somebody is to have it."""

    office_id: UUID
    office: str
    office_name: str
    from_on: date
    until_on: date | None

    def is_held(self, term: Term | None) -> bool:
        """Whether this term says just that."""
        return term is not None and (term.office_id, term.from_on, term.until_on) == (
            self.office_id,
            self.from_on,
            self.until_on,
        )


def period_faults(from_on: date, until_on: date | None, today: date) -> dict[str, str]:
    """What is wrong with a term, or with the time of a deputy."""
    if not FIRST_DAY <= from_on <= LAST_DAY:
        return {"from": "开始日期应在 2000 年至 2099 年之间"}
    if until_on is None:
        return {}
    if until_on < from_on:
        return {"until": "结束日期不能早于开始日期"}
    if until_on < today:
        return {"until": "结束日期已经过去，请改为今天或以后的日期"}
    return {} if until_on <= LAST_DAY else {"until": "结束日期应在 2099 年以前"}


def absence_faults(from_on: date | None, until_on: date | None, today: date) -> dict[str, str]:
    """What is wrong with the time for which somebody stands in."""
    if until_on is None:
        return {"until": "请填写代办结束日期"}
    begins = from_on or today
    found = period_faults(begins, until_on, today)
    if not found and (until_on - begins).days >= LONGEST_ABSENCE:
        return {"until": f"代办最长 {LONGEST_ABSENCE} 天，更长的请由管理员调整任职"}
    return found


def why_fault(why: str) -> str | None:
    """What is wrong with the reason of an end."""
    if not why:
        return "请写明原因，例如：退休、调离"
    return None if len(why) in REASON_LENGTHS else "原因应为 2 至 200 个字"


@dataclass(frozen=True, kw_only=True)
class TypedOfficial:
    """Name, login and mobile number of a new official (B0.1); the ID number where it is known already."""

    name: str
    login: str
    mobile: str
    id_number: str = ""

    @classmethod
    def typed(cls, values: Mapping[str, str]) -> "TypedOfficial":
        """Take over what was typed."""
        return cls(
            name=names.person_name(values.get("name", "")),
            id_number=numbers.id_number(values.get("id_number", "")),
            **reach(values),
        )

    def faults(self, today: date) -> Faults:
        """Everything that is wrong."""
        number = id_number_fault(self.id_number, today) if self.id_number else None
        own = only_faults(name=names.person_name_fault(self.name), id_number=number)
        return own | reach_faults(self.mobile, self.login)
