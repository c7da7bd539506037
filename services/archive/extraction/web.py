"""提取业绩: the page on which an applicant chooses what a declaration of a plan takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from cities import Cities, Plan
from contracts.career import in_words
from kit.clock import now
from kit.db import Connection
from kit.http import Conn, state
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from services.archive.extraction.domain import MARKED, Extraction
from services.archive.extraction.operations import PAGE, Choice, extract, extraction_of, plan_as_begun
from services.archive.file.web import views
from services.archive.kinds.domain.achievements import ACHIEVEMENTS
from services.archive.kinds.domain.kind import Kind
from services.archive.web.parts import Applicant, Cipher, Typed, uuid_of

router = APIRouter()


async def _plan(request: Request, conn: Connection, plan_id: str, who: Session) -> Plan:
    cities: Cities = state(request, "cities")
    in_use = cities.plan(who.city, plan_id)
    return await plan_as_begun(conn, who.account_id, city=who.city, plan=in_use)


@dataclass(frozen=True, kw_only=True)
class Group:
    """The achievements of one kind that may be taken, and how many of them."""

    kind: Kind
    items: Sequence[Mapping[str, str]]
    most: int | None


@router.get("/archive/extraction/{plan_id}")
async def show_extraction(
    request: Request, plan_id: str, who: Applicant, cipher: Cipher, conn: Conn, saved: str = ""
) -> Response:
    """What is taken, what may be, and what may not."""
    plan = await _plan(request, conn, plan_id, who)
    found = await extraction_of(conn, cipher, person_id=who.account_id, plan=plan.id)
    if found is None:
        return redirect(views.first_page(None))
    return _page(request, plan, found, Form(_stored(found)), is_saved=bool(saved))


@router.post("/archive/extraction/{plan_id}")
async def save_extraction(
    request: Request, plan_id: str, who: Applicant, typed: Typed, cipher: Cipher, conn: Conn
) -> Response:
    """Choose what is taken."""
    plan = await _plan(request, conn, plan_id, who)
    chosen = _chosen(typed)
    async with Action(chosen) as action, conn.transaction():
        choice = Choice(
            ids=[uuid_of(one) for kind in ACHIEVEMENTS for one in chosen[kind.code]],
            marked=[uuid_of(one) for one in chosen[MARKED]],
        )
        shown = str(typed.get("shown", ""))
        await extract(conn, cipher, person_id=who.account_id, plan=plan, choice=choice, shown=shown, at=now())
    if action.refusal is None:
        return redirect(f"{PAGE}/{plan.id}?saved=yes")
    found = await extraction_of(conn, cipher, person_id=who.account_id, plan=plan.id)
    if found is None:
        return redirect(views.first_page(None))
    return _page(request, plan, found, action.form.but(shown=found.token))


def _chosen(typed: FormData) -> dict[str, list[str]]:
    names = [*(kind.code for kind in ACHIEVEMENTS), MARKED]
    return {name: [str(one) for one in typed.getlist(name)] for name in names}


def _stored(found: Extraction) -> dict[str, object]:
    """What the form shows before anything is changed."""
    taken = found.taken
    ticked = {kind.code: [str(item.id) for item in taken if item.kind is kind] for kind in ACHIEVEMENTS}
    marked = [str(item.id) for item in taken if item.id in found.marked]
    return {**ticked, MARKED: marked, "shown": found.token}


def _page(request: Request, plan: Plan, found: Extraction, form: Form, *, is_saved: bool = False) -> Response:
    faults = found.faults(plan.achievements) if found.picks else []
    return render(
        request,
        "extraction/extraction.html",
        form=form,
        plan=plan,
        since=in_words(found.since) if found.since else "",
        groups=_groups(found, plan),
        markable=_markable(found, plan),
        earlier=[views.shown(item, item.verified) for item in found.earlier],
        waiting=len(found.waiting),
        changed=[] if form.refusal or is_saved else [fault.message for fault in faults],
        is_chosen=found.is_chosen,
        is_fixed=bool(found.picks),
        later=[] if is_saved else [views.shown(item, item.verified).title for item in found.later],
        is_saved=is_saved,
    )


def _groups(found: Extraction, plan: Plan) -> list[Group]:
    offered = found.offered
    groups = (
        Group(
            kind=kind,
            items=[_choice(views.shown(item, item.verified)) for item in offered if item.kind is kind],
            most=plan.achievements.get(kind.code),
        )
        for kind in ACHIEVEMENTS
    )
    return [group for group in groups if group.items]


def _markable(found: Extraction, plan: Plan) -> list[dict[str, str]]:
    """Every achievement that may be taken, once more: which of them are representative."""
    if not plan.representative:
        return []
    return [
        {"value": str(item.id), "text": f"{item.kind.name}：{views.shown(item, item.verified).title}"}
        for item in found.offered
    ]


def _choice(one: views.Shown) -> dict[str, Any]:
    files = len(one.item.verified.files) if one.item.verified else 0
    proof = f"佐证材料 {files} 个文件" if files else "没有佐证材料"
    return {"value": str(one.item.id), "text": one.title, "hint": f"{one.when}，{proof}"}
