"""What operators read in the Temporal UI: search attributes and the current details."""

from datetime import datetime, timedelta
from typing import Any

from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    SearchAttributeUpdate,
    TypedSearchAttributes,
)

from contracts.application import STATUS_NAMES, Start, Turn
from contracts.case import ROLE_NAMES
from kit.clock import SHANGHAI
from workflows.application.domain import Case

MOMENT = timedelta(microseconds=1)

CITY = SearchAttributeKey.for_keyword("City")
PLAN = SearchAttributeKey.for_keyword("Plan")
STAGE = SearchAttributeKey.for_keyword("Stage")
WHOSE_TURN = SearchAttributeKey.for_keyword("WhoseTurn")
SINCE = SearchAttributeKey.for_datetime("Since")
DUE = SearchAttributeKey.for_datetime("Due")
ROUND = SearchAttributeKey.for_int("Round")


def initial(start: Start) -> TypedSearchAttributes:
    """What is known when the workflow is started."""
    return TypedSearchAttributes(
        [SearchAttributePair(CITY, start.city), SearchAttributePair(PLAN, start.plan)]
    )


def updates(case: Case) -> list[SearchAttributeUpdate[Any]]:
    """Where the case stands now."""
    turn = case.turn
    return [
        STAGE.value_set(STATUS_NAMES[case.status]),
        WHOSE_TURN.value_set(whose(turn)),
        SINCE.value_set(turn.since),
        ROUND.value_set(case.round),
        DUE.value_set(turn.until) if turn.until else DUE.value_unset(),
    ]


def whose(turn: Turn) -> str:
    """Who is on turn, in words."""
    return turn.name or ROLE_NAMES[turn.who]


def details(case: Case) -> str:
    """The current details of the workflow, as Markdown."""
    turn = case.turn
    until = last_day(turn.until) if turn.until else "无期限"
    mark = "（暂定）" if turn.is_provisional else ""
    return "\n".join(
        [
            f"**{STATUS_NAMES[case.status]}**（第{max(case.round, 1)}次申报，第{case.position}步）",
            "",
            f"- 轮到：{whose(turn)}",
            f"- 事项：{turn.why}",
            f"- 自：{turn.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            f"- 至：{until}{mark}",
            f"- 已封存材料：{len(case.sections)} 份",
        ]
    )


def last_day(due_at: datetime) -> str:
    """A deadline ends at 24:00; people are told the day that ends with it."""
    return f"{due_at.astimezone(SHANGHAI) - MOMENT:%Y年%m月%d日} 24:00"
