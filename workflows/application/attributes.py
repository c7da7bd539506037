"""What operators read in the Temporal UI: search attributes and the current details."""

from datetime import datetime, time, timedelta
from typing import Any

from temporalio.common import (
    SearchAttributePair,
    SearchAttributeUpdate,
    TypedSearchAttributes,
)

from contracts.application import STATUS_NAMES, Start, Turn
from contracts.attributes import CITY, DUE, PLAN, ROUND, SINCE, STAGE, STATUS, WHOSE_TURN
from contracts.case import ROLE_NAMES
from kit.clock import SHANGHAI
from workflows.application.domain import Case, row_of, turn

MOMENT = timedelta(microseconds=1)


def initial(start: Start) -> TypedSearchAttributes:
    """What is known when the workflow is started."""
    return TypedSearchAttributes(
        [SearchAttributePair(CITY, start.city), SearchAttributePair(PLAN, start.plan)]
    )


def updates(case: Case) -> list[SearchAttributeUpdate[Any]]:
    """Where the case stands now."""
    now = turn(case)
    return [
        STATUS.value_set(STATUS_NAMES[case.status]),
        STAGE.value_set(case.stage) if row_of(case).is_at_an_office else STAGE.value_unset(),
        WHOSE_TURN.value_set(whose(now)),
        SINCE.value_set(now.since),
        ROUND.value_set(case.round),
        DUE.value_set(now.until) if now.until else DUE.value_unset(),
    ]


def whose(now: Turn) -> str:
    """Who is on turn, in words."""
    return now.name or ROLE_NAMES[now.who]


def details(case: Case) -> str:
    """The current details of the workflow, as Markdown."""
    now = turn(case)
    until = last_day(now.until) if now.until else "无期限"
    mark = "（暂定）" if now.is_provisional else ""
    return "\n".join(
        [
            f"**{STATUS_NAMES[case.status]}**（第{max(case.round, 1)}次申报，第{case.position}步）",
            "",
            f"- 轮到：{whose(now)}",
            f"- 事项：{now.why}",
            f"- 自：{now.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            f"- 至：{until}{mark}",
            f"- 已封存材料：{len(case.sections)} 份",
        ]
    )


def last_day(due_at: datetime) -> str:
    """The day that ends with a deadline and its 24:00, or the time of day at which a plan ends it."""
    local = due_at.astimezone(SHANGHAI)
    return f"{local:%Y年%m月%d日 %H:%M}" if local.time() != time() else f"{local - MOMENT:%Y年%m月%d日} 24:00"
