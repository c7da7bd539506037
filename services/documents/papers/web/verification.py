"""Public: is this printed paper one of ours? The QR code of every review form leads here."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from cities import Cities
from contracts.check_code import check_code, typed_code
from kit.db import Pool, transaction
from kit.errors import Fault, NotFound
from kit.http import state
from kit.sealed import CaseFile, KeyMissing
from kit.session import Anyone
from kit.web.filters import mask_id, mask_name
from kit.web.pages import Form, redirect, render
from services.documents.papers.domain.paper import KIND_NAMES, Paper
from services.documents.papers.gateway import open_shown
from services.documents.papers.store import paper_by_code

PAGE = "/documents/verify"
UNKNOWN = "没有查到这个校验码，请与纸质表页脚的校验码逐位核对；如确认无误，这份表格不是由本平台生成的"

router = APIRouter()


class NotOurs(NotFound):
    """没有查到这份表格。请核对二维码或校验码是否完整；如确认无误，这份表格不是由本平台生成的。"""


class Means:
    """What the routes work with."""

    def __init__(self, request: Request) -> None:
        self.pool: Pool = state(request, "pool")
        self.cities: Cities = state(request, "cities")
        self.file: CaseFile = state(request, "case_file")


Here = Annotated[Means, Depends(Means)]


@router.get(PAGE)
async def ask(request: Request, _: Anyone, here: Here, code: str = "") -> Response:
    """Type the code of a paper instead of scanning it."""
    if not code:
        return render(request, "papers/ask.html")
    paper = await _paper(here, code)
    if paper is not None:
        return redirect(f"{PAGE}/{check_code(paper.manifest_sha256)}")
    form = Form({"code": code}, [Fault(field="code", message=UNKNOWN)])
    return render(request, "papers/ask.html", form=form)


@router.get(f"{PAGE}/{{code}}")
async def verify(request: Request, _: Anyone, here: Here, code: str) -> Response:
    """What the platform knows of a paper; of the person only what is enough to compare it."""
    paper = await _paper(here, code)
    if paper is None:
        raise NotOurs
    return render(
        request,
        "papers/verify.html",
        paper=paper,
        name=KIND_NAMES[paper.kind],
        plan=here.cities.plan(paper.city, paper.plan).title,
        code=check_code(paper.manifest_sha256),
        facts=await _facts(here, paper),
    )


@router.get(f"{PAGE}/{{application_id}}/{{code}}")
async def verify_from_before(_: Anyone, here: Here, application_id: UUID, code: str) -> Response:
    """Lead on who scanned a paper from before its code stood alone."""
    paper = await _paper(here, code)
    if paper is None or paper.application_id != application_id:
        raise NotOurs
    return redirect(f"{PAGE}/{check_code(paper.manifest_sha256)}")


async def _paper(here: Means, code: str) -> Paper | None:
    async with transaction(here.pool) as conn:
        return await paper_by_code(conn, typed_code(code))


async def _facts(here: Means, paper: Paper) -> list[tuple[str, str]]:
    """What stands on the paper, masked; nothing once the case was erased, or of a paper from before."""
    if not paper.sections:
        return []
    try:
        person, employer, declared = await open_shown(here.file, paper.application_id, paper.sections)
    except KeyMissing:
        return []
    return [
        ("姓名", mask_name(person.name)),
        ("证件号码", mask_id(person.id_number)),
        ("工作单位", employer.name),
        ("申报资格", declared.title_applied),
        ("申报专业类别", declared.category),
    ]
