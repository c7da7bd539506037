"""Cases that are stuck: of which kind, since when, who is waited for. Ids, offices and codes; never a person.

The codes are the same on the operators' page, in metrics, alerts and saved queries (ADR 53).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID


class Kind(StrEnum):
    """How a case can be stuck. The Chinese words are in `KIND_NAMES`."""

    WAITS_TOO_LONG = "waits_too_long"
    RETRYING = "retrying"
    DECISION_NOT_DELIVERED = "decision_not_delivered"
    PAID_NOT_ADVANCED = "paid_not_advanced"
    READ_MODEL_BEHIND = "read_model_behind"
    REPLAY_BROKEN = "replay_broken"
    MESSAGE_UNDELIVERED = "message_undelivered"


KIND_NAMES = {
    Kind.WAITS_TOO_LONG: "逾期未办",
    Kind.RETRYING: "系统重试中",
    Kind.DECISION_NOT_DELIVERED: "决定未送达流程",
    Kind.PAID_NOT_ADVANCED: "已缴费未推进",
    Kind.READ_MODEL_BEHIND: "进度显示滞后",
    Kind.REPLAY_BROKEN: "流程重放失败",
    Kind.MESSAGE_UNDELIVERED: "短信未送达",
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is stuck at this moment, longer than one is patient with its kind.

    Each owner answers for its kinds: counts by city, and the `limit` oldest of each city and kind.
    """

    at: datetime
    patience: Mapping[Kind, timedelta]
    city: str = ""  # all
    kind: Kind | None = None  # all
    case_id: UUID | None = None  # all
    limit: int = 100  # of each city; fewer where so many have some that there is no room
    room: int = 2_000  # for findings of one kind: more are more than an activity may answer
    most: int = 10_000  # of one kind, the oldest of all cities, are counted

    def asks_for(self, kind: Kind) -> bool:
        """Whether findings of this kind are wanted."""
        return self.kind in {None, kind}

    def before(self, kind: Kind) -> datetime:
        """What has been so since then, or longer, is stuck."""
        return self.at - self.patience[kind]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is stuck. The number of the case is computed from its id (`kit.reference`)."""

    kind: Kind
    city: str
    case_id: UUID | None  # none of a message that belongs to no case
    subject_id: UUID  # the event, message or deadline; the case itself where it is about nothing else
    party: str  # who is waited for: an office or a role, never a person
    since: datetime
    due: datetime | None = None
    detail: str = ""  # a code: a role, a topic, an activity, a state


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many of a kind in a city, and since when the oldest is so."""

    city: str
    kind: Kind
    count: int
    oldest: datetime


@dataclass(frozen=True, kw_only=True)
class Found:
    """The answer of one owner. Of kinds that are `capped` only the oldest were counted, of all cities."""

    counts: tuple[Count, ...] = ()
    findings: tuple[Finding, ...] = ()
    capped: tuple[Kind, ...] = ()

    @classmethod
    def of(cls, findings: Iterable[Finding], *, limit: int = 0, capped: Iterable[Kind] = ()) -> Self:
        """All are counted; the `limit` oldest of each city and kind are listed, or all."""
        groups: dict[tuple[str, Kind], list[Finding]] = defaultdict(list)
        for one in sorted(findings, key=lambda one: (one.since, one.subject_id)):
            groups[one.city, one.kind].append(one)
        listed = [one for group in groups.values() for one in group[: limit or None]]
        return cls(
            counts=tuple(
                Count(city=city, kind=kind, count=len(group), oldest=group[0].since)
                for (city, kind), group in groups.items()
            ),
            findings=tuple(sorted(listed, key=lambda one: (one.since, one.subject_id))),
            capped=tuple(dict.fromkeys(capped)),
        )

    @classmethod
    def answering(cls, question: Question, kind: Kind, findings: Collection[Finding]) -> Self:
        """What an owner read of a kind, as far as it is asked for: no more than `question.most` were read."""
        wanted = [one for one in findings if question.city in {"", one.city}]
        cities = len({one.city for one in wanted}) or 1
        return cls.of(
            wanted,
            limit=min(question.limit, max(question.room // cities, 1)),
            capped=[kind] if len(findings) >= question.most else (),
        )

    def __add__(self, other: "Found") -> "Found":
        """What two have found, of different kinds."""
        return Found(
            counts=self.counts + other.counts,
            findings=self.findings + other.findings,
            capped=self.capped + other.capped,
        )
