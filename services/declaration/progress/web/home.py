"""The applicant's home: the case and whose turn it is; before there is one, the steps with their states."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cities import Cities, Plan
from contracts.employers import in_words
from kit.clock import now
from kit.http import Conn, state
from kit.web.pages import render
from services.declaration.drafting.domain.readiness import BASIC_PAGE, RECORDS_PAGE, Readiness, archive_says
from services.declaration.drafting.operations.draft import plan_of
from services.declaration.drafting.store import dishonesty
from services.declaration.drafting.store.declarations import declarations_of
from services.declaration.drafting.store.people import has_photo, readiness_of
from services.declaration.plans.domain import closing_words, with_end
from services.declaration.plans.store import all_extended
from services.declaration.progress.web import views
from services.declaration.web.parts import Applicant

router = APIRouter()
VERIFIED, UNVERIFIED = ("已核验", "good"), ("未核验", "todo")


@router.get("/home")
async def show_home(request: Request, who: Applicant, conn: Conn) -> Response:
    """Where one's declarations stand, and what of the archive is ready."""
    found = [one for one in await declarations_of(conn, who.account_id) if not one.is_over]
    cards = [views.card(record, await plan_of(conn, record)) for record in found]
    readiness = await readiness_of(conn, who.account_id)
    is_photo_there = await has_photo(conn, who.account_id)
    cities: Cities = state(request, "cities")
    ends = await all_extended(conn)
    plans = [with_end(plan, ends.get((who.city, plan.id))) for plan in cities.city(who.city).plans]
    steps = prepared(readiness, has_photo=is_photo_there)
    if not found:
        steps.append(starting(plans, now(), is_ready=not archive_says(readiness)))
    is_verified = readiness.has_basic_verified and readiness.has_records_verified
    return render(
        request,
        "progress/home.html",
        cards=cards,
        steps=steps,
        is_verified=is_verified,
        is_registered=await dishonesty.has_any(conn, who.account_id),
        suspended=in_words(readiness.suspended_for),
    )


def prepared(readiness: Readiness, *, has_photo: bool) -> list[dict[str, Any]]:
    """What has to be there before a declaration."""
    return [
        {
            "title": "个人基本信息",
            "href": BASIC_PAGE,
            "hint": "" if readiness.has_basic_verified else "选择现工作单位，填写后提交用人单位审核。",
            "status": VERIFIED if readiness.has_basic_verified else UNVERIFIED,
        },
        {
            "title": "业绩档案",
            "href": RECORDS_PAGE,
            "hint": "审核后有修改的，须重新提交审核。"
            if readiness.has_records_verified
            else "填写完成后，与基本信息一起提交用人单位审核。",
            "status": VERIFIED if readiness.has_records_verified else UNVERIFIED,
        },
        {
            "title": "证件照",
            "href": "/documents/photo",
            "hint": "" if has_photo else "上传一张证件照，上传时会检查是否符合要求。",
            "status": ("已确认", "good") if has_photo else ("未上传", "todo"),
        },
    ]


def starting(plans: Sequence[Plan], at: datetime, *, is_ready: bool) -> dict[str, Any]:
    """The step that begins a declaration, and until when it can be taken."""
    open_now = sorted((plan for plan in plans if plan.is_open(at)), key=lambda plan: plan.closes)
    until = f"正在受理 {len(open_now)} 个计划，最早的 {closing_words(open_now[0])} 截止。" if open_now else ""
    return {
        "title": "选择申报计划，马上申报",
        "href": "/plans",
        "hint": until or "目前没有正在受理的计划。",
        "status": ("可以申报", "todo") if is_ready and open_now else ("还不能申报", "neutral"),
    }
