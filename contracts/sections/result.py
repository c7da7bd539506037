"""Section "result-<round>-<stage>": what a committee's meeting voted, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from contracts.results import OUTCOME_NAMES, SPOKEN_NAMES, Outcome, Spoken
from contracts.sections.entries import Shape, Told


@dataclass(frozen=True, kw_only=True)
class Vote:
    """How many were there and how many said yes; never who."""

    present: Annotated[int, Told("出席评审专家", Shape.NUMBER)]
    yes: Annotated[int, Told("同意", Shape.NUMBER)]
    recused: Annotated[int, Told("回避", Shape.NUMBER)]
    outcome: Annotated[Outcome, Told("评审结果", names=OUTCOME_NAMES)]


@dataclass(frozen=True, kw_only=True)
class ResultPublicity:
    """How long the result was public, and what came of it."""

    posted_on: Annotated[date, Told("公示开始")]
    ended_on: Annotated[date | None, Told("公示结束")]
    objections: Annotated[str, Told("异议情况", Shape.LONG)]


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What the certificate of a title says."""

    number: Annotated[str, Told("证书编号")]
    name: Annotated[str, Told("姓名")]
    id_number: Annotated[str, Told("居民身份证号码", Shape.ID_NUMBER)]
    employer: Annotated[str, Told("工作单位")]
    title: Annotated[str, Told("资格名称")]
    specialty: Annotated[str, Told("从事专业")]
    category: Annotated[str, Told("申报专业类别")]
    obtained_on: Annotated[date, Told("取得时间")]
    authority: Annotated[str, Told("审批机关")]


@dataclass(frozen=True, kw_only=True)
class ResultMeeting:
    """The meeting that voted, with the digests of what its minutes and its vote sheet say."""

    title: Annotated[str, Told("会议名称")]
    number: Annotated[str, Told("会议编号")]
    held_on: Annotated[date, Told("会议日期")]
    place: Annotated[str, Told("会议地点")]
    minutes_sha256: Annotated[str, Told("会议纪要摘要")]
    vote_sheet_sha256: Annotated[str, Told("投票统计表摘要")]


@dataclass(frozen=True, kw_only=True)
class ResultInterview:
    """What came of the interview, as the members read it when they voted. `said` is for the file alone."""

    held_on: Annotated[date, Told("面试日期")]
    outcome: Annotated[Spoken, Told("面试答辩", names=SPOKEN_NAMES)]
    said: Annotated[str, Told("面试评价", Shape.LONG)]


@dataclass(frozen=True, kw_only=True)
class ResultSection:
    """What review seals of a result. `place` and `roster` say where on which version of the roster."""

    form: int = 5
    stage: str
    office: str
    round: int
    vote: Vote
    text: str  # for who was not elected, as the committee chose it
    recorded_at: datetime
    place: int
    roster: int
    publicity: ResultPublicity | None = None
    is_overturned: bool = False  # an objection was upheld
    certificate: Certificate | None = None
    recused_counts: bool = True  # since form 2: whether who was recused counts among those present
    by_paper: bool = False  # since form 3: voted on paper, counted by two officials
    meeting: ResultMeeting | None = None  # since form 4
    interview: ResultInterview | None = None  # since form 5: none where nobody was asked, or nothing recorded
