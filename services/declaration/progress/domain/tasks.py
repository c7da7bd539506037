"""The parts of a draft as a list of tasks: what is done, what is missing, what the last check found."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from contracts.pledge import PLEDGE_PAGE
from kit.clock import SHANGHAI
from services.declaration.drafting.domain.news import News, words
from services.declaration.drafting.domain.reopening import (
    ASSESSMENT,
    ATTACHMENTS,
    BASIC,
    EXPERTS,
    FORM,
    PHOTO,
    RECORDS,
    Area,
)

PHOTO_PAGE = "/documents/photo"
ARCHIVE = "/archive/"
EXTRACTION_PAGE = "/archive/extraction"
BY_THE_PAPERS = "按两位专家签名的意见表填写"


class State(Enum):
    """How far a part is: in words, with their tone."""

    DONE = ("已完成", "good")
    TODO = ("未完成", "todo")
    WRONG = ("有问题", "bad")
    FREE = ("可以选择", "neutral")  # nothing need be done
    CLOSED = ("未要求修改", "neutral")  # by the office that returned it


@dataclass(frozen=True, kw_only=True)
class Score:
    """How far a self-assessment is."""

    total: str
    minimum: int
    lacks: int  # how much stands against submitting it


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of a draft's parts without asking their owners."""

    has_photo: bool
    is_pledged: bool
    form_lacks: int  # how much is wrong with the form
    experts_lack: int | None  # the same of the experts' opinions; none where the kind asks for none
    attachments_lack: int  # the same of what is enclosed and of what every year needs
    experts_wait: str = ""  # for whom, and until when
    score: Score | None = None  # of the self-assessment; none where the kind asks for none
    archive_news: Sequence[News] = ()  # since the declaration was begun, the newest last
    closed: Collection[str] = ()  # the codes of the areas that a return did not name
    found: Sequence[str] = ()  # where the last check led, while what it looked at is the same


@dataclass(frozen=True, kw_only=True)
class Task:
    """One part, and where it is seen to."""

    title: str
    href: str
    state: State
    hint: str = ""


def tasks_of(declaration_id: UUID, plan: str, known: Known) -> tuple[Task, ...]:
    """The parts in the order of the notice."""
    draft = f"/declarations/{declaration_id}"
    parts = ("form", "pledge", "experts", "attachments")
    form, pledge, experts, attachments = (f"{draft}/{part}" for part in parts)

    def task(title: str, href: str, state: State, hint: str, *places: str, area: Area | None = None) -> Task:
        opened_at = area.reopening(declaration_id) if area else ""
        there = [page for page in known.found if page.startswith((*places, *filter(None, [opened_at])))]
        if not there and area and area.code in known.closed and state is not State.TODO:
            return Task(title=title, href=opened_at, state=State.CLOSED)
        if not there:
            return Task(title=title, href=href, state=state, hint=hint)
        where = there[0] if len(set(there)) == 1 else href
        return Task(title=title, href=where, state=State.WRONG, hint=f"检查发现 {len(there)} 处问题")

    opinions, score, assessment = known.experts_lack, known.score, f"{draft}/assessment"
    enclosed = known.attachments_lack
    return (
        task(
            "证件照",
            f"{PHOTO_PAGE}?back={draft}/after/photo",
            _of(known.has_photo),
            "",
            PHOTO_PAGE,
            area=PHOTO,
        ),
        task(
            "签署真实性保证书",
            pledge,
            _of(known.is_pledged),
            "用手机微信或支付宝扫码，手写签名",
            pledge,
            PLEDGE_PAGE,
        ),
        task("申报信息", form, _of(not known.form_lacks), _left(known.form_lacks), form, area=FORM),
        *(
            [
                task(
                    "推荐专家意见",
                    experts,
                    _of(not opinions),
                    known.experts_wait or BY_THE_PAPERS,
                    experts,
                    area=EXPERTS,
                )
            ]
            if opinions is not None
            else []
        ),
        *(
            [task("自评", assessment, _of(not score.lacks), _scored(score), assessment, area=ASSESSMENT)]
            if score
            else []
        ),
        task(
            "提取业绩",
            f"{EXTRACTION_PAGE}/{plan}",
            State.FREE,
            _extracted(known.archive_news),
            ARCHIVE,
            BASIC.reopening(declaration_id),
            area=RECORDS,
        ),
        task("附件", attachments, _of(not enclosed), _missing(enclosed), attachments, area=ATTACHMENTS),
    )


def _of(is_done: bool) -> State:  # noqa: FBT001 - the question itself
    return State.DONE if is_done else State.TODO


def _scored(score: Score) -> str:
    return f"现在自评 {score.total} 分，达到 {score.minimum} 分才能提交"


def _left(lacks: int) -> str:
    return f"还有 {lacks} 项需要填写或改正" if lacks else ""


def _extracted(news: Sequence[News]) -> str:
    """What is taken; the archive changes nothing that was chosen, and that it changed is told."""
    if not news:
        return "没有选择的，首次预览时提取任现职以来已核验的全部业绩"
    day = news[-1].at.astimezone(SHANGHAI)
    return f"档案在 {day.month} 月 {day.day} 日有变化：{words(news)}；已确定提取的业绩不会自动更改，请核对"


def _missing(lacks: int) -> str:
    return f"还缺 {lacks} 项" if lacks else ""
