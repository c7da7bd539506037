"""Where a person's archive stands: what to do, whose turn it is, what happened."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.employers import in_words
from kit.http import Conn
from kit.web.pages import render
from services.archive.file.domain import Item, State, basic_of, records_of, waiting
from services.archive.file.operations.read import File, file_of
from services.archive.file.web.views import TAGS, Tag
from services.archive.kinds.domain.basic import BASIC
from services.archive.verification import store
from services.archive.verification.domain import Happened
from services.archive.web.parts import Applicant, Cipher

router = APIRouter()


@router.get("/archive")
async def overview(request: Request, who: Applicant, cipher: Cipher, conn: Conn) -> Response:
    """Where the file stands and what to do next."""
    file = await file_of(conn, cipher, who.account_id)
    return render(
        request,
        "file/overview.html",
        tasks=tasks(file),
        turn=turn(file),
        timeline=[happened(one) for one in await store.history(conn, cipher, who.account_id)],
        returned=[returned_row(item) for item in returned(file)],
        is_just_submitted="submitted" in request.query_params,
        is_just_saved="saved" in request.query_params,
    )


def tasks(file: File | None) -> list[dict[str, Any]]:
    """The applicant's steps: employer, basic information, records, submission."""
    basic = basic_of(file.items) if file else None
    return [
        {
            "title": "现工作单位",
            "href": "/archive/employer",
            "hint": file.employer.name if file else "从已注册的用人单位中选择",
            "status": ("已选择", "good") if file else ("待选择", "todo"),
        },
        {
            "title": "个人基本信息",
            "href": "/archive/basic" if file else None,
            "status": TAGS[basic.state if basic else None],
        },
        {
            "title": "我的业绩档案",
            "href": "/archive/records" if basic else None,
            "hint": _counted(file),
            "status": _records_tag(file),
        },
        {
            "title": "提交用人单位审核",
            "href": "/archive/submission" if basic else None,
            "status": _submission_tag(file),
        },
    ]


def returned(file: File | None) -> list[Item]:
    """What the employer returned and the applicant has not mended."""
    items = file.items if file else ()
    return [item for item in items if item.state is State.RETURNED and not item.is_deleted]


def returned_row(item: Item) -> tuple[str, str, str]:
    """What was returned, why, and where to mend it."""
    if item.kind is BASIC:
        return item.kind.name, item.current.reason, "/archive/basic"
    return f"{item.kind.name}：{item.title}", item.current.reason, f"/archive/records/{item.id}"


def turn(file: File | None) -> dict[str, Any]:
    """Whose turn it is with the file, and why."""
    mine = {"who": "您本人", "mine": True, "since": None, "next": None, "can_declare": False}
    if file is None:
        return mine | {"why": "请先选择现工作单位，再填写个人基本信息和业绩档案。"}
    if returned(file):
        return mine | {"why": "用人单位退回了部分内容，请按退回原因修改后重新提交。"}
    if waiting(file.items) or not records_of(file.items) or basic_of(file.items) is None:
        return mine | {"why": "请填写完整后提交用人单位审核。", "next": "用人单位核验通过后即可申报"}
    submitted = [item.current for item in file.items if item.state is State.SUBMITTED]
    cause = in_words(file.employer.suspended_for)
    suspended = f"单位的授权已暂停（{cause}），" if cause else ""
    if submitted:
        waits = f"您提交的 {len(submitted)} 项内容在等待核验：{suspended}恢复后继续，不用重新提交。"
        return {
            "who": file.employer.name,
            "mine": False,
            "can_declare": False,
            "why": waits if suspended else f"正在核验您提交的 {len(submitted)} 项内容。",
            "since": min(version.submitted_at for version in submitted if version.submitted_at),
            "next": "核验结果会以短信告知您",
        }
    told = f"个人基本信息和业绩档案已核验通过，{suspended and f'{suspended}恢复后'}可以申报。"
    return mine | {"why": told, "mine": False, "can_declare": not suspended}


def _counted(file: File | None) -> str:
    records = records_of(file.items) if file else []
    if not records:
        return "学习和工作经历、业绩、获奖、论文、继续教育、年度考核等"
    states = [item.state for item in records]
    parts = [f"{TAGS[s][0]} {states.count(s)} 条" for s in TAGS if s and states.count(s)]
    bare = sum(not item.current.files for item in records)
    parts += [f"没有佐证材料 {bare} 条"] if bare else []
    return f"共 {len(records)} 条：{'，'.join(parts)}"


def _records_tag(file: File | None) -> Tag:
    states = {item.state for item in records_of(file.items)} if file else set()
    order = (State.RETURNED, State.DRAFT, State.SUBMITTED, State.VERIFIED)
    return TAGS[next((state for state in order if state in states), None)]


def _submission_tag(file: File | None) -> Tag:
    count = len(waiting(file.items)) if file else 0
    if count:
        return (f"{count} 项待提交", "todo")
    return ("无待提交", "neutral")


def happened(one: Happened) -> dict[str, Any]:
    """A line of the timeline."""
    if one.granted:
        return {"title": "评审取得的职称记入档案", "who": "平台", "at": one.at}
    if one.submitted:
        return {"title": f"提交 {one.submitted} 项内容", "who": f"您本人，提交给{one.employer}", "at": one.at}
    parts = ((one.verified, f"核验通过 {one.verified} 项"), (one.returned, f"退回修改 {one.returned} 项"))
    title = "，".join(words for count, words in parts if count)
    return {"title": title, "who": f"{one.employer}　{one.clerk}", "at": one.at}
