"""The home page: what this is, or what to do next for whoever asks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from cities import Cities
from kit.db import Connection
from kit.http import Conn
from kit.session import Anyone, Session
from kit.web import filters
from kit.web.pages import redirect, render
from services.identity.access.operations.sessions import is_live
from services.identity.access.web.session import give, take
from services.identity.employers.store.clerkships import wanted_employer
from services.identity.employers.store.employers import (
    employer_by_id,
    employer_of_clerk,
)
from services.identity.offices.operations.acting import choices_of
from services.identity.offices.operations.offices import office_shown
from services.identity.offices.store.queues import Waiting, archives_of, queue_of, unattended
from services.identity.offices.web.renewal import renew
from services.identity.requests.domain.kinds import QUEUE_NAMES, Kind, Queue, kinds_in
from services.identity.requests.domain.requests import State
from services.identity.requests.store.requests import count_requests, requests_of
from services.identity.requests.web.views import refusal, suspension
from services.identity.web.parts import Here, Parts

router = APIRouter()
CASES = "/review"
ARCHIVES = "/archive/verification"
WAITING = {  # how much waits, nothing waits, since when
    CASES: ("件待审查", "没有待审查", "最早一件 {} 收到。"),
    ARCHIVES: ("人待审核", "没有待审核", "最早一份 {} 提交。"),
}
HOMES = {"applicant": "/home", "operator": "/operations"}  # whose home another service has
CLERK_TASKS = [
    {
        "title": "业绩档案审核",
        "href": ARCHIVES,
        "hint": "核实本单位人员的基本信息和业绩档案，审核通过后本人才能申报。",
    },
    {
        "title": "职称申报资格审查",
        "href": CASES,
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
        "href": CASES,
        "hint": "查看到达本部门的申报，逐项审查并签署意见。",
    },
]
PASSED_HINT = "已审查通过、还没有报送的申报：集中“审核推荐”，报送下一环节。"
QUEUES = {  # what is counted in which word, and what is to be done
    Queue.UNITS: ("家", "核对单位全称、统一社会信用代码和主管部门，通过或退回。"),
    Queue.CHANGES: ("件", "主经办人交接、授权续期、更名、变更主管部门：核对后通过或退回。"),
    Queue.PEOPLE: ("件", "姓名和证件号码的更正：与证件扫描件核对后通过或退回。"),
}
ADMIN_TASKS = [
    {
        "title": "用人单位",
        "href": "/admin/employers",
        "hint": "查找已注册的单位，查看登记和办理记录，更名、变更主管部门、合并、暂停授权。",
    },
    {
        "title": "审核部门账号",
        "href": "/admin/officials",
        "hint": "为主管部门、人力社保部门和评委会办公室分配、调整和终止账号。",
    },
    {
        "title": "身份证号码被他人注册",
        "href": "/admin/taken-numbers",
        "hint": "本人带证件到场，核对后停用冒用其号码注册的账号。",
    },
    {"title": "短信记录", "href": "/messages", "hint": "查看 12333 短信的发送情况。"},
]


@router.get("/")
async def show_home(request: Request, who: Anyone, here: Here, conn: Conn) -> Response:
    """For nobody what this is, for everybody else what to do next."""
    if who is None:
        return render(request, "web/welcome.html")
    if not await is_live(conn, who):
        request.state.session = None
        return take(render(request, "web/welcome.html"), here)
    who, begun = await renew(request, conn, who)
    if who.role in HOMES:
        return give(redirect(HOMES[who.role]), begun, here)
    page = render(request, f"web/home_{who.role}.html", **await _facts(conn, who, here))
    return give(page, begun, here)


async def _facts(conn: Connection, who: Session, here: Parts) -> dict[str, Any]:
    if who.role == "clerk":
        queues = {CASES: await queue_of(conn, who.org_id), ARCHIVES: await archives_of(conn, who.org_id)}
        tasks = counted(CLERK_TASKS, queues)
        return await employer_facts(conn, who) | {"tasks": tasks}
    if who.role == "official":
        office = await office_shown(conn, here.cities, who.org_id)
        found = await choices_of(conn, who.account_id)
        tasks = official_tasks(await queue_of(conn, who.org_id))
        return {"office": office, "tasks": tasks if office else [], "choices": found}
    return {"tasks": await _admin_tasks(conn, who), "unattended": await _unattended(conn, who, here.cities)}


def counted(
    tasks: Sequence[Mapping[str, str]], queues: Mapping[str, Waiting | None]
) -> list[Mapping[str, str]]:
    """The tasks; at each queue how much waits, since when, and until when the first publicity runs."""
    return [_counted(task, queues.get(task["href"])) for task in tasks]


def _counted(task: Mapping[str, str], queue: Waiting | None) -> Mapping[str, str]:
    if queue is None:
        return task
    some, none, oldest = WAITING[task["href"]]
    told = f"{queue.waiting} {some}" if queue.waiting else none
    more = oldest.format(filters.day(queue.oldest_at)) if queue.oldest_at else ""
    if queue.due_at:
        more += f"最早一个公示期 {filters.until(queue.due_at)} 届满。"
    return {**task, "title": f"{task['title']}（{told}）", "hint": more or task["hint"]}


def official_tasks(queue: Waiting | None) -> list[Mapping[str, str]]:
    """What waits at an office; and where something lies that it passed, where that is sent on (B4.1)."""
    tasks = counted(OFFICIAL_TASKS, {CASES: queue})
    if queue and queue.passed:
        title = f"审查通过（{queue.passed} 件待报送）"
        tasks.append({"title": title, "href": "/review/passed", "hint": PASSED_HINT})
    return tasks


async def employer_facts(conn: Connection, who: Session) -> dict[str, Any]:
    """A clerk's employer, and what was decided on it."""
    employer = await employer_of_clerk(conn, who.account_id)
    kinds = (Kind.REGISTRATION, Kind.SUSPENSION)
    asked = await requests_of(conn, employer.id, *kinds) if employer else []
    wanted = await wanted_employer(conn, who.account_id)
    return {
        "wanted": await employer_by_id(conn, wanted) if wanted else None,
        "employer": employer,
        "refusal": refusal(employer, asked),
        "suspension": suspension(employer, asked),
    }


async def _unattended(conn: Connection, who: Session, cities: Cities) -> list[tuple[str, int, datetime]]:
    """Offices at which work lies although nobody is there: name, how much, since when."""
    found = []
    for one in await unattended(conn, who.city):
        office = await office_shown(conn, cities, one.id)
        found.append((office.name if office else "", one.waiting, one.unattended_since))
    return found


async def _admin_tasks(conn: Connection, who: Session) -> list[dict[str, str]]:
    waiting = [await _waiting(conn, who, queue, *words) for queue, words in QUEUES.items()]
    return [*waiting, *ADMIN_TASKS]


async def _waiting(conn: Connection, who: Session, queue: Queue, unit: str, hint: str) -> dict[str, str]:
    counts = await count_requests(conn, city=who.city, kinds=kinds_in(queue))
    number = counts[State.SUBMITTED]
    told = f"{number} {unit}待审核" if number else "没有待审核"
    return {
        "title": f"{QUEUE_NAMES[queue]}（{told}）",
        "href": f"/admin/requests?queue={queue.value}",
        "hint": hint,
    }
