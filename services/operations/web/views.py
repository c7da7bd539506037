"""What the pages show of what is stuck: numbers, ages, codes in words. No person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cities import Cities
from contracts.application import workflow_id
from contracts.operations import SOURCE_NAMES
from contracts.stuck import KIND_NAMES, Kind
from services.operations.domain import Asked, Look, Stuck, Tally
from services.operations.settings import Settings

NO_CITY = "未知地区"
STALE = timedelta(minutes=5)
MEANINGS: Mapping[Kind, str] = {
    Kind.WAITS_TOO_LONG: "期限已过，仍没有办理，或者到期后流程没有继续。",
    Kind.RETRYING: "流程中的一步多次失败，系统仍在重试。",
    Kind.DECISION_NOT_DELIVERED: "机构已作出决定，流程还没有收到。",
    Kind.PAID_NOT_ADVANCED: "费用已经缴纳，流程还没有继续。",
    Kind.READ_MODEL_BEHIND: "申报人员看到的进度落后于流程。",
    Kind.REPLAY_BROKEN: "流程的历史不能用现在的程序重放，流程停在原处。",
    Kind.MESSAGE_UNDELIVERED: "短信发送失败，或者没有收到回执。",
}
HAPPENED = {
    "timer started": "开始计时",
    "timer fired": "计时到期",
    "started": "流程开始",
    "completed": "流程结束",
    "terminated": "流程被终止",
    "continued as new": "流程换页继续",
    "update": "申报人员的操作",
}


def age(since: datetime, at: datetime) -> str:
    """How long, in the largest unit that fits."""
    minutes = max(int((at - since).total_seconds()) // 60, 0)
    days, hours = minutes // 1440, minutes // 60
    if days:
        return f"{days} 天"
    return f"{hours} 小时" if hours else f"{minutes} 分钟"


def city_names(known: Cities, only: str, told: Iterable[str]) -> dict[str, str]:
    """The names of all cities of whoever looks, and of what is told."""
    slugs = [only] if only else [*known.by_slug]
    return {slug: name_of(known, slug) for slug in dict.fromkeys([*slugs, *told])}


def name_of(known: Cities, slug: str) -> str:
    """A city's name; one that left keeps its slug."""
    city = known.by_slug.get(slug)
    return city.name if city else slug or NO_CITY


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One kind in one city."""

    count: int
    age: str
    href: str


def overview(
    tallies: Sequence[Tally], names: Mapping[str, str], at: datetime
) -> list[tuple[str, list[Cell | None]]]:
    """A row for each city, a cell for each kind; none where nothing is stuck."""
    told = {(tally.city, tally.kind): tally for tally in tallies}
    return [
        (name, [_cell(told.get((slug, kind)), slug, kind, at) for kind in Kind])
        for slug, name in names.items()
    ]


def _cell(tally: Tally | None, city: str, kind: Kind, at: datetime) -> Cell | None:
    if tally is None:
        return None
    href = f"/operations/findings?city={city}&kind={kind}"
    return Cell(count=tally.count, age=age(tally.oldest, at), href=href)


def freshness(asked: Sequence[Asked], at: datetime) -> dict[str, Any]:
    """When it was looked last, who did not answer then, and of which kinds not all were counted."""
    last = max((one.asked_at for one in asked), default=None)
    return {
        "asked_at": last,
        "is_stale": last is None or at - last > STALE,
        "silent": [(SOURCE_NAMES[one.name], one.answered_at) for one in asked if one.is_silent],
        "capped": [KIND_NAMES[kind] for kind in dict.fromkeys(kind for one in asked for kind in one.capped)],
    }


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that is stuck."""

    case_id: UUID | None
    subject_id: UUID
    kind: str
    since: datetime
    age: str
    due: datetime | None
    party: str
    detail: str


def line(one: Stuck, at: datetime) -> Line:
    """A finding as one line."""
    return Line(
        case_id=one.case_id,
        subject_id=one.subject_id,
        kind=KIND_NAMES[one.kind],
        since=one.since,
        age=age(one.since, at),
        due=one.due,
        party=one.party,
        detail=one.detail or "—",
    )


def past(one: Stuck) -> tuple[str, datetime, datetime | None]:
    """What was stuck: how, and from when until when it was found."""
    return KIND_NAMES[one.kind], one.found_at, one.gone_at


def happenings(look: Look | None) -> list[dict[str, Any]]:
    """The newest events of a history, as a timeline."""
    found = look.happenings if look else ()
    return [{"title": HAPPENED.get(one.code, one.code), "who": "", "at": one.at} for one in found]


def pending(look: Look | None, at: datetime) -> list[tuple[str, str, str, str]]:
    """What the engine tries: the activity, how often, why it failed last, for how long."""
    found = look.pending if look else ()
    return [(one.activity, f"{one.attempts} 次", one.failure or "—", age(one.since, at)) for one in found]


def engine_link(settings: Settings, case_id: UUID, look: Look | None) -> str:
    """Where the engine's own pages show the case; nowhere where none are known."""
    if not (settings.temporal_ui_url and look):
        return ""
    address = f"{settings.temporal_ui_url}/namespaces/{settings.temporal_namespace}/workflows"
    return f"{address}/{workflow_id(case_id)}/{look.run_id}/history"


def remedies(found: Sequence[Stuck]) -> list[tuple[str, str]]:
    """What a case is stuck in now, each with the page on which something is done about it."""
    return [
        (KIND_NAMES[one.kind], f"/operations/acts/new?kind={one.kind}&city={one.city}&case={one.case_id}")
        for one in found
        if one.gone_at is None
    ]
