"""Registers outside (公安人口信息, 社会保险信息, 学历学位信息): what pages hand on to look somebody up.

identity knows the ID number, so identity asks, when the person presses the button of a page that needs the
answer. The page sends a sealed question along and gets a sealed answer back through the browser
(`kit.grants`). A photo lies in the store meanwhile, encrypted, where documents takes it away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from contracts.sections.entries import Shape, Told

ASK = "/account/registers"  # POST question=<Question>; ends at question.back with ?answer=<Answer>
ANSWER = "answer"
QUESTION_LASTS = timedelta(hours=8)
ANSWER_LASTS = timedelta(minutes=10)
HANDED = "handed"  # where photos lie meanwhile

Month = Annotated[str, StringConstraints(pattern=r"^(19|20)[0-9]{2}(0[1-9]|1[0-2])$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Word = Annotated[str, StringConstraints(max_length=40)]


class Register(StrEnum):
    """What is asked for."""

    PHOTO = "photo"
    INSURANCE = "insurance"
    EDUCATION = "education"


class Outcome(StrEnum):
    """What came of it."""

    FOUND = "found"
    UNKNOWN = "unknown"  # the register does not know this person
    AWAY = "away"  # no answer, or not in time
    WRONG = "wrong"  # an answer that is not believed
    UNPROVEN = "unproven"  # nobody vouched that the number is this person's
    SOON = "soon"  # asked a moment ago


# What came of asking, in words: {source} is whom we asked, {what} for what, {otherwise} what does as well.
WORDS: Mapping[str, str] = {
    Outcome.UNKNOWN: "{source}中没有您的{what}，请{otherwise}。",
    Outcome.AWAY: "{source}暂时没有答复。可以稍后再获取，也可以现在{otherwise}，不影响申报。",
    Outcome.WRONG: "{source}的答复没有通过核对，没有采用。可以稍后再获取，也可以现在{otherwise}，"
    "不影响申报。",
    Outcome.UNPROVEN: "您的身份证号码还没有经政务服务网核验，不能获取{what}，请{otherwise}。"
    "用政务服务网账号登录一次后，就可以在这里获取。",
    Outcome.SOON: "刚刚获取过，请一分钟后再试，也可以现在{otherwise}。",
}


def in_words(outcome: str, *, source: str, what: str, otherwise: str) -> str:
    """What came of asking, for a page; nothing of an outcome that nobody knows."""
    return WORDS.get(outcome, "").format(source=source, what=what, otherwise=otherwise)


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
class Schooling:
    """One schooling as it was registered; the words are those of an archive, empty is what is not known."""

    school: Annotated[Line, Told("毕业院校")]
    major: Annotated[Word, Told("专业")]
    level: Annotated[Line, Told("学历")]
    degree: Annotated[Word, Told("学位")]
    graduated_on: Annotated[Month, Told("毕业时间", Shape.MONTH)]
    certificate_no: Annotated[Word, Told("毕业证书编号")]


@dataclass(frozen=True, kw_only=True)
class Education:
    """Every schooling of somebody that was registered."""

    schoolings: Annotated[tuple[Schooling, ...], Field(min_length=1, max_length=8)]


Record = Insurance | Education
RECORDS: Mapping[Register, type[Record]] = {
    Register.INSURANCE: Insurance,
    Register.EDUCATION: Education,
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of a question. `sha256` is of what the register told: the photo, or its words."""

    account_id: UUID
    register: Register
    outcome: Outcome
    at: datetime
    sha256: str = ""
    told: Record | None = None


def handed_key(account_id: UUID) -> str:
    """Where the photo of somebody lies until documents takes it: at most one of each person."""
    return f"{HANDED}/{account_id}"
