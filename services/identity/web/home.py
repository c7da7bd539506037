"""The home page: what this is, or what to do next for whoever asks."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import Connection
from kit.http import Conn
from kit.session import Anyone, Session
from kit.web.pages import render
from services.identity.access.operations.sessions import is_live
from services.identity.access.web.session import give, take
from services.identity.employers.domain.employers import Status
from services.identity.employers.store.clerkships import wanted_employer
from services.identity.employers.store.employers import (
    decisions_on,
    employer_by_id,
    employer_of_clerk,
    employers_by_status,
)
from services.identity.employers.web import views
from services.identity.offices.operations.acting import choices_of
from services.identity.offices.operations.offices import office_shown
from services.identity.offices.web.renewal import renew
from services.identity.requests.domain.requests import RequestState
from services.identity.requests.store.corrections import count_corrections
from services.identity.requests.store.requests import count_requests
from services.identity.web.parts import Here, Parts

router = APIRouter()
APPLICANT_TASKS = [
    {
        "title": "第一步：完善个人基本信息",
        "href": "/archive/basic",
        "hint": "首次登录请先填写，并选择现工作单位。",
    },
    {
        "title": "第二步：整理我的业绩档案",
        "href": "/archive/records",
        "hint": "填写完成后，与基本信息一起提交用人单位审核。",
    },
    {
        "title": "第三步：维护证件照",
        "href": "/documents/photo",
        "hint": "白底证件照，JPG 格式，大于 30K 且小于 1M。",
    },
    {
        "title": "第四步：选择申报计划，马上申报",
        "href": "/plans",
        "hint": "单位审核通过基本信息和业绩档案后才能开始。",
    },
    {
        "title": "我的申报记录",
        "href": "/declarations",
        "hint": "查看申报到了哪一步、轮到谁办理、截止到什么时候；缴费和下载评审表也在这里。",
    },
]
CLERK_TASKS = [
    {
        "title": "业绩档案审核",
        "href": "/archive/verification",
        "hint": "核实本单位人员的基本信息和业绩档案，审核通过后本人才能申报。",
    },
    {
        "title": "职称申报资格审查",
        "href": "/review",
        "hint": "逐条逐项审查申报信息，公示不少于 5 个工作日后录入意见。",
    },
    {
        "title": "本单位信息",
        "href": "/employers/mine",
        "hint": "查看注册信息和审核记录。",
    },
]
OFFICIAL_TASKS = [
    {
        "title": "职称评审资格审查",
        "href": "/review",
        "hint": "查看到达本部门的申报，逐项审查并签署意见。",
    },
]


@router.get("/")
async def show_home(request: Request, who: Anyone, here: Here, conn: Conn) -> Response:
    """For nobody what this is, for everybody else what to do next."""
    if who is None:
        return render(request, "identity/welcome.html")
    if not await is_live(conn, who):
        request.state.session = None
        return take(render(request, "identity/welcome.html"), here)
    who, begun = await renew(request, conn, who)
    page = render(request, f"identity/home_{who.role}.html", **await _facts(conn, who, here))
    return give(page, begun, here)


async def _facts(conn: Connection, who: Session, here: Parts) -> dict[str, Any]:
    if who.role == "clerk":
        return await employer_facts(conn, who) | {"tasks": CLERK_TASKS}
    if who.role == "official":
        office = await office_shown(conn, here.cities, who.org_id)
        found = await choices_of(conn, who.account_id)
        return {"office": office, "tasks": OFFICIAL_TASKS if office else [], "choices": found}
    if who.role == "admin":
        counts = await employers_by_status(conn, city=who.city, words="")
        asked = await count_requests(conn, city=who.city)
        corrections = await count_corrections(conn, city=who.city)
        open_ones = (one[RequestState.SUBMITTED] for one in (asked, corrections))
        return {"tasks": admin_tasks(counts, *open_ones)}
    return {"tasks": APPLICANT_TASKS}


async def employer_facts(conn: Connection, who: Session) -> dict[str, Any]:
    """A clerk's employer, and what was decided on it."""
    employer = await employer_of_clerk(conn, who.account_id)
    decisions = await decisions_on(conn, employer.id) if employer else []
    wanted = await wanted_employer(conn, who.account_id)
    return {
        "wanted": await employer_by_id(conn, wanted) if wanted else None,
        "employer": employer,
        "decisions": decisions,
        "refusal": views.refusal(employer, decisions),
    }


def admin_tasks(counts: Mapping[Status, int], asked: int, corrections: int) -> list[dict[str, str]]:
    """What an administrator has to do."""
    waiting = counts[Status.SUBMITTED]
    return [
        {
            "title": f"用人单位审核（{waiting} 家待审核）" if waiting else "用人单位审核（没有待审核）",
            "href": "/admin/employers",
            "hint": "核对单位全称、统一社会信用代码和主管部门，通过或退回。",
        },
        {
            "title": f"单位变更审核（{asked} 件待审核）" if asked else "单位变更审核（没有待审核）",
            "href": "/admin/requests",
            "hint": "主经办人交接、授权续期、更名、变更主管部门：核对后通过或退回。",
        },
        {
            "title": f"个人信息更正（{corrections} 件待审核）"
            if corrections
            else "个人信息更正（没有待审核）",
            "href": "/admin/corrections",
            "hint": "姓名和证件号码的更正：与证件扫描件核对后通过或退回。",
        },
        {
            "title": "管理部门账号",
            "href": "/admin/officials",
            "hint": "为主管部门、人社部门和评委会办公室分配、调整和终止账号。",
        },
        {"title": "短信记录", "href": "/messages", "hint": "查看 12333 短信的发送情况。"},
    ]
