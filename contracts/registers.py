"""Registers outside (公安人口信息, 社会保险信息): what pages hand to one another to have somebody looked up.

identity knows the ID number, so identity asks, when the person presses the button of a page that needs the
answer. The page sends a sealed question along and gets a sealed answer back through the browser
(`kit.grants`). A photo lies in the store meanwhile, encrypted, where documents takes it away.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

ASK = "/account/registers"  # POST question=<Question>; ends at question.back with ?answer=<Answer>
ANSWER = "answer"
QUESTION_LASTS = timedelta(hours=8)
ANSWER_LASTS = timedelta(minutes=10)
HANDED = "handed"  # where photos lie meanwhile

Month = Annotated[str, StringConstraints(pattern=r"^(19|20)[0-9]{2}(0[1-9]|1[0-2])$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Register(StrEnum):
    """What is asked for."""

    PHOTO = "photo"
    INSURANCE = "insurance"


class Outcome(StrEnum):
    """What came of it."""

    FOUND = "found"
    UNKNOWN = "unknown"  # the register does not know this person
    AWAY = "away"  # no answer, or not in time
    WRONG = "wrong"  # an answer that is not believed
    UNPROVEN = "unproven"  # nobody vouched that the number is this person's
    SOON = "soon"  # asked a moment ago


@dataclass(frozen=True, kw_only=True)
class Question:
    """Whoever has signed in as this account may have themselves looked up."""

    account_id: UUID
    register: Register
    back: str  # a path of ours


@dataclass(frozen=True, kw_only=True)
class Insurance:
    """Where somebody is insured by now; months are YYYYMM."""

    province: Line
    unit: Line
    credit_code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{18}$")]
    first_month: Month
    last_month: Month
    months: int


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of a question. `sha256` is of what the register told: the photo, or its words."""

    account_id: UUID
    register: Register
    outcome: Outcome
    at: datetime
    sha256: str = ""
    insurance: Insurance | None = None


def handed_key(account_id: UUID) -> str:
    """Where the photo of somebody lies until documents takes it: at most one of each person."""
    return f"{HANDED}/{account_id}"
