"""The employer's publicity: posted, counted by the workflow, over, its result recorded (E4.4, E4.5)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from contracts.normal.numbers import is_mobile
from contracts.sections.publicity import NO_OBJECTIONS
from kit.clock import SHANGHAI, day_in_words
from kit.errors import Fault
from services.review.objections.domain import Tally
from services.review.tasks.domain import Phase, length_faults

PLACE_LENGTHS = range(2, 201)
TELEPHONE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?")
TEXT_LENGTHS = range(10, 501)
NONE_FOUND = Tally()
PROOF = "posting"  # the purpose of files that show a posting
MOST_PROOFS = 6
LONGEST_LINK = 500
PLACE_OF_LINK = re.compile(r"(\w[\w.-]*|\[[0-9a-fA-F:.]+\])(:\d*)?")  # no name before an @
NOT_IN_LINKS = frozenset("\\<>\"'`{}|^")


@dataclass(frozen=True, kw_only=True)
class Publicity:
    """One publicity of one case. The workflow alone says until when, and that it is over."""

    id: UUID
    task_id: UUID
    token: str = ""  # of its public page
    place: str
    telephone: str = ""  # of the employer, for objections; empty on what was posted before it was asked for
    link: str = ""  # of the announcement: shown as text, never fetched
    posted_at: datetime
    posted_by: UUID
    posted_by_name: str
    due_at: datetime | None = None
    is_provisional: bool = False
    is_over: bool = False
    has_objections: bool | None = None
    handling: str = ""
    result: str = ""
    recorded_by_name: str = ""
    recorded_at: datetime | None = None
    version: int = 1

    @property
    def phase(self) -> Phase:
        """Where it stands."""
        if self.recorded_at:
            return Phase.RECORDED
        if self.is_over:
            return Phase.OVER
        return Phase.RUNNING if self.due_at else Phase.COUNTING

    @property
    def page(self) -> str:
        """Where everybody may see it while it runs."""
        return f"/publicity/{self.token}"

    @property
    def posted_on(self) -> date:
        """The day of posting, in China; it does not count."""
        return self.posted_at.astimezone(SHANGHAI).date()

    @property
    def ended_on(self) -> date | None:
        """The last day: a due time of 24:00 belongs to the day before."""
        if not self.due_at:
            return None
        return (self.due_at.astimezone(SHANGHAI) - timedelta(microseconds=1)).date()


def phase_of(publicity: Publicity | None) -> Phase:
    """Where a publicity stands that may not have been posted."""
    return publicity.phase if publicity else Phase.UNPOSTED


@dataclass(frozen=True, kw_only=True)
class Posting:
    """Where and how something is made public, and whom to call about it, as the employer's clerk says it."""

    place: str
    telephone: str

    @property
    def faults(self) -> list[Fault]:
        """Everything that is wrong with it."""
        return [*place_faults(self.place), *telephone_faults(self.telephone)]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a publicity, as the employer's clerk records it."""

    has_objections: bool | None
    handling: str
    result: str


def place_faults(place: str) -> list[Fault]:
    """What is wrong with where and how it was posted."""
    return length_faults("place", place, PLACE_LENGTHS, "公示地点和形式", "例如：单位一楼公告栏张贴")


def telephone_faults(number: str) -> list[Fault]:
    """What is wrong with the number for objections: a line with its area code, or a mobile number."""
    if TELEPHONE.fullmatch(number) or is_mobile(number):
        return []
    told = "应为带区号的固定电话或 11 位手机号码，例如 0575-88880000" if number else "请填写受理异议的电话"
    return [Fault(field="telephone", message=told)]


def outcome_faults(outcome: Outcome, found: Tally = NONE_FOUND) -> list[Fault]:
    """Everything that is wrong with a result, beside what was objected here."""
    faults = []
    if found.lodged and outcome.has_objections is False:
        faults.append(
            Fault(field="objections", message=f"公示期间收到异议 {found.lodged} 件，请选择“有异议”")
        )
    if outcome.has_objections is None:
        faults.append(Fault(field="objections", message="请选择公示期间有无异议"))
    if outcome.has_objections:
        faults += length_faults(
            "handling", outcome.handling, TEXT_LENGTHS, "异议及处理情况", "写明异议内容、核查过程和结论"
        )
    faults += length_faults(
        "result", outcome.result, TEXT_LENGTHS, "公示结果", "写明起止日期、地点和有无异议"
    )
    if outcome.has_objections and NO_OBJECTIONS in outcome.result:
        faults.append(
            Fault(field="result", message=f"已选择“有异议”，公示结果中不应写“{NO_OBJECTIONS}”，请改写")
        )
    return faults


def standard_result(publicity: Publicity, days: int, outcome: str = NO_OBJECTIONS) -> str:
    """The sentence that is offered for editing; `outcome` is what came of objections."""
    period = f"{_day(publicity.posted_on)}至{_day(publicity.ended_on)}"
    return f"于{period}进行了{days}个工作日的公示（{publicity.place.rstrip('。')}），{outcome}。"


def _day(value: date | None) -> str:
    return day_in_words(value) if value else ""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A photo or scan that shows a posting. Documents keeps the file."""

    file_id: UUID
    name: str
    media_type: str
    pages: int
    sha256: str
    account_id: UUID
    added_by_name: str
    added_at: datetime


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What a clerk saves of the proof: files that came, files to take away, and the link."""

    proofs: Sequence[Proof]
    dropped: Sequence[UUID]
    link: str
    shown: str  # the link that the page showed


@dataclass(frozen=True, kw_only=True)
class Proven:
    """What shows a posting: files and the link."""

    proofs: Sequence[Proof]
    link: str

    @property
    def is_proven(self) -> bool:
        """Whether anything does."""
        return bool(self.proofs or self.link)

    def faults(self, *, is_needed: bool) -> list[Fault]:
        """Everything that is wrong with it; `is_needed` where a city does not do without."""
        faults = link_faults(self.link)
        if len(self.proofs) > MOST_PROOFS:
            told = f"公示照片和扫描件最多 {MOST_PROOFS} 个，现在是 {len(self.proofs)} 个，请移除不需要的"
            faults.append(Fault(field="file", message=told))
        if is_needed and not self.is_proven:
            faults.append(Fault(field="file", message=PROOF_MISSING))
        return faults


UNPROVEN = Proven(proofs=(), link="")
PROOF_MISSING = "本市要求保存公示凭证，请上传张贴的照片，或填写公告的网址"


def link_faults(link: str) -> list[Fault]:
    """What is wrong with the address of an announcement; none is none."""
    if not link:
        return []
    if len(link) > LONGEST_LINK:
        return [Fault(field="link", message=f"网址最多 {LONGEST_LINK} 个字符，现有 {len(link)} 个，请核对")]
    if _is_link(link):
        return []
    return [Fault(field="link", message="请填写以 http:// 或 https:// 开头的完整网址")]


def _is_link(link: str) -> bool:
    """Whether it is an address of the web whose host is what it seems to be."""
    if any(sign.isspace() or not sign.isprintable() or sign in NOT_IN_LINKS for sign in link):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and PLACE_OF_LINK.fullmatch(parts.netloc) is not None
