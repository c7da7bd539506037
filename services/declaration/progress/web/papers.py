"""Papers of a declaration that its applicant may download."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kit.db import transaction
from kit.errors import NotFound
from kit.http import state
from services.declaration.drafting.operations.draft import own_declaration
from services.declaration.web.parts import Applicant, ApplicationId

router = APIRouter()

FILE_NAME = "专业技术职务任职资格评审表.pdf"


class NotIssued(NotFound):
    """评审表尚未生成。评审费缴纳成功后才能导出评审表。"""


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
