"""operations: what is stuck, asked of everybody by one workflow, and kept as it was found last."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from temporalio import activity

from contracts.stuck import Found, Question

TASK_QUEUE = "operations"
TYPE, WORKFLOW_ID = "Survey", "stuck-survey"


class Source(StrEnum):
    """Whose answers a survey gathers. The Chinese words are in `SOURCE_NAMES`."""

    ENGINE = "engine"
    READ_MODEL = "read_model"
    DECLARATION = "declaration"
    REVIEW = "review"
    PAYMENT = "payment"
    NOTIFICATION = "notification"


SOURCE_NAMES = {
    Source.ENGINE: "流程引擎",
    Source.READ_MODEL: "进度核对",
    Source.DECLARATION: "申报",
    Source.REVIEW: "审查",
    Source.PAYMENT: "缴费",
    Source.NOTIFICATION: "短信",
}


@dataclass(frozen=True, kw_only=True)
class SurveyRequest:
    """What a survey asks. Of the engine: cases that moved within `look_back`, and `again` these."""

    question: Question
    look_back: timedelta
    again: tuple[UUID, ...] = ()
    attempts: int = 5  # of an activity, before it counts as retrying


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where the engine says that a case stands, in the words of its search attributes."""

    case_id: UUID
    city: str
    status: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class EngineFound:
    """What the engine knows to be stuck, and what the read model is to be compared with."""

    found: Found
    standings: tuple[Standing, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Standings:
    """Where cases stand by the engine; `is_capped` when there are more than were listed."""

    question: Question
    standings: tuple[Standing, ...]
    is_capped: bool = False


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one of those who were asked found; none when it did not answer in time."""

    source: Source
    at: datetime
    found: Found | None


class ReadModel:
    """Signatures of declaration's activities about its read model."""

    @activity.defn(name="declaration.compare_standings")
    async def compare_standings(self, standings: Standings) -> Found:
        """Of which cases people are shown another status than the engine has."""
        raise NotImplementedError


class Operations:
    """Signatures of operations' activities."""

    @activity.defn(name="operations.find_stuck")
    async def find_stuck(self, request: SurveyRequest) -> EngineFound:
        """What the engine itself knows to be stuck."""
        raise NotImplementedError

    @activity.defn(name="operations.keep_answer")
    async def keep_answer(self, answer: Answer) -> None:
        """Keep what was found; what is not found any more is over."""
        raise NotImplementedError
