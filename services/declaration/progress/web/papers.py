"""Papers of a declaration that its applicant may download."""

from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.bag_cover import COVER_LASTS, COVER_PAGE, BagCover
from contracts.sections.names import SectionKind, newest
from kit.clock import SHANGHAI, now
from kit.db import transaction
from kit.errors import NotFound
from kit.http import state
from kit.reference import reference
from kit.web.pages import redirect
from services.declaration.drafting.operations.draft import own_declaration, plan_of
from services.declaration.progress.web.way import where
from services.declaration.web.parts import Applicant, ApplicationId

router = APIRouter()

FILE_NAME = "专业技术职务任职资格评审表.pdf"


class NotIssued(NotFound):
    """评审表尚未生成。材料受理、评审费缴纳成功后才能导出评审表；不收费的，受理后即可导出。"""


@router.get("/declarations/{application_id:uuid}/review-form.pdf")
async def download_review_form(request: Request, application_id: ApplicationId, who: Applicant) -> Response:
    """The sealed review form; there is none before the fee is paid (A10.1)."""
    async with transaction(state(request, "pool")) as conn:
        record = await own_declaration(conn, application_id, who.account_id)
    ref = record.review_form
    if ref is None:
        raise NotIssued
    pdf = await state(request, "case_file").open_bytes(record.id, ref)
    disposition = f"attachment; filename=\"review-form.pdf\"; filename*=UTF-8''{quote(FILE_NAME)}"
    return Response(pdf, media_type="application/pdf", headers={"content-disposition": disposition})


@router.get("/declarations/{application_id:uuid}/bag-cover")
async def print_bag_cover(request: Request, application_id: ApplicationId, who: Applicant) -> Response:
    """The cover of the bag for the printed forms; documents prints it (M1.3)."""
    async with transaction(state(request, "pool")) as conn:
        record = await own_declaration(conn, application_id, who.account_id)
        plan = await plan_of(conn, record)
    identity = newest(record.sections, SectionKind.IDENTITY)
    declared = newest(record.sections, SectionKind.DECLARATION)
    if record.review_form is None or identity is None or declared is None:
        raise NotIssued
    city = state(request, "cities").city(record.city)
    place = where(record, city)
    cover = BagCover(
        account_id=who.account_id,
        application_id=record.id,
        number=reference(record.id),
        printed_on=now().astimezone(SHANGHAI).date(),
        platform=city.platform,
        city=city.name,
        hand_in=f"{place.name}，{place.address}",
        copies=plan.copies.standard,
        identity=identity,
        declaration=declared,
    )
    token = state(request, "grants").seal(cover, lasts=COVER_LASTS)
    return redirect(f"{COVER_PAGE}?{urlencode({'grant': token})}")
