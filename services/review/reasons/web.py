"""Which reasons were given in a plan, for the office of its committee: a page, and the same as CSV."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from cities import City, Plan
from contracts.application import Verdict
from contracts.case import Role
from kit.db import transaction
from kit.errors import NotFound
from kit.session import Session, require
from kit.web.pages import Form, render
from services.review.reasons import store
from services.review.reasons.domain import Line, lines
from services.review.web.parts import Desk, Means

router = APIRouter()

Official = Annotated[Session, Depends(require("official"))]
ROLES = {
    Role.EMPLOYER: "用人单位",
    Role.DEPARTMENT: "主管部门",
    Role.HR: "人力社保部门",
    Role.COMMITTEE: "评委会办公室",
}
VERDICTS = {Verdict.RETURNED: "退回", Verdict.REFUSED: "不通过"}
ITEMS = {
    "basic": "基本信息",
    "records": "业绩档案",
    "form": "申报信息",
    "attachments": "附件",
    "photo": "证件照",
    "seniority": "资历与年限",
    "appraisal": "年度考核",
    "education": "继续教育",
    "post_fit": "评聘结合",
}
UNTOLD = "不细分"
HEADS = ("审查项目", "理由", "结论", "次数", "各环节", "再次提交后通过的")


class NoSuchPlan(NotFound):
    """没有这个申报计划，或不由本单位受理。"""


@router.get("/review/reasons")
async def show_reasons(request: Request, who: Official, desk: Desk, plan: str = "") -> HTMLResponse:
    """Which reasons, at which items and stages, how often, how often mended; of one's own plans."""
    plans = desk.cities.plans_of(who.org_id) if who.org_id else []
    chosen = _chosen(plans, plan) if plans else None
    return render(
        request,
        "reasons/reasons.html",
        plans=[(one.id, one.title) for _, one in plans],
        chosen=chosen[1] if chosen else None,
        rows=[row(line) for line in await _lines(desk, *chosen)] if chosen else [],
        heads=HEADS,
        form=Form({"plan": chosen[1].id if chosen else ""}),
    )


@router.get("/review/reasons.csv")
async def download_reasons(who: Official, desk: Desk, plan: str = "") -> Response:
    """The same for a spreadsheet."""
    plans = desk.cities.plans_of(who.org_id) if who.org_id else []
    city, one = _chosen(plans, plan)
    sheet = StringIO()
    csv.writer(sheet).writerows([HEADS, *(row(line) for line in await _lines(desk, city, one))])
    headers = {"content-disposition": f'attachment; filename="reasons-{one.id}.csv"'}
    content = sheet.getvalue().encode("utf-8-sig")
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _chosen(plans: Sequence[tuple[City, Plan]], wanted: str) -> tuple[City, Plan]:
    """The plan that is asked for among one's own; the newest without one."""
    found = next((one for one in plans if wanted in {"", one[1].id}), None)
    if found is None:
        raise NoSuchPlan
    return found


async def _lines(desk: Means, city: City, plan: Plan) -> list[Line]:
    async with transaction(desk.pool) as conn:
        return lines(await store.counted(conn, city=city.slug, plan=plan.id))


def row(line: Line) -> list[str]:
    """A line as the page and the spreadsheet show it."""
    return [
        ITEMS.get(line.item, line.item),
        line.words,
        VERDICTS[line.verdict],
        line.given,
        "；".join(f"{ROLES[role]} {number}" for role, number in line.stages) or UNTOLD,
        line.mended or (UNTOLD if line.verdict is Verdict.RETURNED else "—"),
    ]
