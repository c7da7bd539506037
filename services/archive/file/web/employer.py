"""现工作单位: search the employers, choose one."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.employers import in_words
from kit.clock import now
from kit.http import Conn
from kit.web.pages import Action, Form, redirect, render
from services.archive.file.domain import Employer
from services.archive.file.operations.employ import MOST_FOUND, choose_employer, find_employers
from services.archive.file.operations.read import File, file_of
from services.archive.kinds.domain.fields import tidy
from services.archive.web.parts import Applicant, Cipher, Typed, uuid_of

router = APIRouter()
# What people are told of a unit that cannot be chosen yet (A2.4).
STANDINGS: Mapping[str, str] = {
    "pending_letter": "该单位已注册，但还没有提交委托证明，暂不能选择。请提醒单位人事负责人登录平台提交。",
    "submitted": "该单位已注册，管理员正在审核，审核通过前暂不能选择。",
    "refused": "该单位已注册，但注册信息被退回。请提醒单位人事负责人登录平台，修改后重新提交。",
    "expired": "该单位的授权已到期，暂不能选择。请提醒单位人事负责人登录平台，重新提交用人单位委托证明。",
    "suspended": "该单位的授权已暂停（{}），恢复前不能选择，也不能开始申报。请联系单位人事负责人。",
}


@router.get("/archive/employer")
async def show_employers(
    request: Request, who: Applicant, cipher: Cipher, conn: Conn, q: str = ""
) -> Response:
    """Search the approved employers."""
    q = tidy(q)
    file = await file_of(conn, cipher, who.account_id)
    found = None
    async with Action({"q": q}) as action:
        found = await find_employers(conn, q, city=who.city) if q else None
    return _page(request, file, action.form, found)


@router.post("/archive/employer")
async def save_employer(
    request: Request, who: Applicant, typed: Typed, cipher: Cipher, conn: Conn
) -> Response:
    """Choose the present employer."""
    async with Action({}, beside="q") as action, conn.transaction():
        await choose_employer(
            conn,
            cipher,
            person_id=who.account_id,
            name=who.name,
            city=who.city,
            employer_id=uuid_of(typed.get("employer_id")),
            at=now(),
        )
    if action.refusal:
        return _page(request, await file_of(conn, cipher, who.account_id), action.form)
    return redirect("/archive/basic")


def _page(
    request: Request, file: File | None, form: Form, found: Sequence[Employer] | None = None
) -> Response:
    return render(
        request,
        "file/employer.html",
        form=form,
        found=found,
        employer=file.employer if file else None,
        has_items=bool(file and file.items),
        most=MOST_FOUND,
        standing=standing,
    )


def standing(employer: Employer) -> str:
    """Where the registration stands, and who has to do what; nothing when it is approved."""
    return STANDINGS.get(employer.status, "").format(in_words(employer.suspended_for))
