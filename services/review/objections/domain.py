"""An objection to a publicity: lodged by anybody, investigated once, answered under a receipt number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from contracts.normal.numbers import is_mobile
from contracts.sections.publicity import NO_OBJECTIONS
from kit.errors import Fault
from services.review.tasks.domain import length_faults

TEXT_LENGTHS = range(10, 2001)
ANSWER_LENGTHS = range(10, 501)
NAME_LENGTHS = range(2, 51)
WRITING = timedelta(hours=2)  # how long a page on which somebody writes an objection is good
REMEMBERED = timedelta(days=1)  # from where something came
MOST_FILES = 5


class Result(StrEnum):
    """What was found."""

    DISMISSED = "dismissed"
    UPHELD = "upheld"
    LAPSED = "lapsed"  # the case ended before


RESULT_NAMES = {Result.DISMISSED: "不成立", Result.UPHELD: "成立", Result.LAPSED: "申报已结束，不再核查"}
FOUND = (Result.DISMISSED, Result.UPHELD)  # what an investigation can find


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The page on which an objection is written: what it is about, and since when it is open."""

    id: UUID
    token: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody objects; without a name it is anonymous."""

    text: str
    is_named: bool | None
    name: str = ""
    mobile: str = ""

    @property
    def faults(self) -> list[Fault]:
        """Everything that is wrong with it."""
        faults = length_faults("text", self.text, TEXT_LENGTHS, "异议内容", "写明哪一项内容不实、依据是什么")
        if self.is_named is None:
            faults.append(Fault(field="named", message="请选择实名或匿名"))
        if self.is_named:
            faults += length_faults("name", self.name, NAME_LENGTHS, "您的姓名", "例如：张三")
            if not is_mobile(self.mobile):
                faults.append(Fault(field="mobile", message="请填写您的 11 位手机号码"))
        return faults


@dataclass(frozen=True, kw_only=True)
class About:
    """What is objected to, and what the employer's case is."""

    city: str
    application_id: UUID
    task_id: UUID
    publicity_id: UUID | None = None
    release_id: UUID | None = None  # the result of a meeting


@dataclass(frozen=True, kw_only=True)
class Objection:
    """One objection, as the desk that investigates it reads it."""

    id: UUID
    city: str
    application_id: UUID
    task_id: UUID
    publicity_id: UUID | None
    account_id: UUID | None  # of who signed in and gave a name
    text: str
    name: str  # empty: anonymous
    mobile: str
    lodged_at: datetime
    answer_by: datetime
    is_provisional: bool
    result: Result | None = None
    answer: str = ""
    answered_by_name: str = ""
    answered_at: datetime | None = None
    release_id: UUID | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.result is None

    def says(self, said: Said) -> bool:
        """Whether this is what somebody says: a second click."""
        return (self.text, self.name, self.mobile) == (said.text, said.name, said.mobile)


@dataclass(frozen=True, kw_only=True)
class Enclosure:
    """A photo or paper that came with an objection. Documents keeps the file."""

    file_id: UUID
    name: str
    pages: int
    sha256: str
    added_at: datetime


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an investigation found, in words for who objected."""

    result: Result | None
    text: str

    @property
    def faults(self) -> list[Fault]:
        """Everything that is wrong with it."""
        faults = length_faults(
            "answer", self.text, ANSWER_LENGTHS, "核查情况和答复", "写明怎样核查、查明什么、怎样处理"
        )
        if self.result not in FOUND:
            faults.insert(0, Fault(field="result", message="请选择异议是否成立"))
        return faults


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many objections a task has, how many are open and how many were found to be right."""

    lodged: int = 0
    open: int = 0
    upheld: int = 0


@dataclass(frozen=True, kw_only=True)
class Budget:
    """How many objections are taken in a time, and what is said to one too many."""

    most: int
    per: timedelta
    words: str


# Who has signed in is counted by the account and by nothing else: no flood of strangers shuts them out.
OF_ACCOUNT = Budget(
    most=10, per=timedelta(days=1), words="您今天提交的异议已达上限，请明天再提交，或拨打用人单位的受理电话。"
)
OF_ADDRESS = Budget(
    most=10,
    per=timedelta(hours=1),
    words="同一网络一小时内提交的异议已达上限，请稍后再提交；登录后提交不受影响，也可以拨打用人单位的受理电话。",
)
OF_PUBLICITY = Budget(
    most=30,
    per=timedelta(days=1),
    words="这项公示今天收到的异议已达上限，请明天再提交；登录后提交不受影响，也可以拨打用人单位的受理电话。",
)
OF_ALL = Budget(
    most=500,
    per=timedelta(hours=1),
    words="现在提交异议的人太多，请稍后再提交；登录后提交不受影响，也可以拨打用人单位的受理电话。",
)


def handling(objections: Sequence[Objection]) -> str:
    """How objections were handled, as it is recorded with the result: no word of who objected."""
    if not objections:
        return ""
    counts = [(sum(one.result is result for one in objections), RESULT_NAMES[result]) for result in FOUND]
    found = "、".join(f"{count}件{name}" for count, name in counts if count)
    return f"公示期间收到异议{len(objections)}件，经核查{found}，已答复异议人。"


def outcome_in_words(objections: Iterable[Objection]) -> str:
    """The end of the standard sentence about a publicity."""
    found = [objection.result for objection in objections]
    if not found:
        return NO_OBJECTIONS
    upheld = found.count(Result.UPHELD)
    return f"收到异议{len(found)}件，{f'经核查{upheld}件成立' if upheld else '经核查均不成立'}"
