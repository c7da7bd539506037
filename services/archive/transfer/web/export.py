"""What one has in the archive, to look over and to take away."""

import json
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.clock import now
from kit.http import Conn
from kit.web.pages import redirect, render
from services.archive.file.domain import basic_of, records_of
from services.archive.file.operations.read import file_of
from services.archive.file.web import views
from services.archive.transfer.domain.export import exported
from services.archive.web.parts import Applicant, Cipher

router = APIRouter()
HEADERS = {
    "content-disposition": f"attachment; filename*=UTF-8''{quote('我的档案.json')}",
    "cache-control": "private, no-store",
}


@router.get("/archive/export")
async def show_export(request: Request, who: Applicant, cipher: Cipher, conn: Conn) -> Response:
    """What the document would hold, and where the files themselves are."""
    file = await file_of(conn, cipher, who.account_id)
    if file is None:
        return redirect(views.first_page(file))
    return render(
        request,
        "transfer/export.html",
        has_basic=basic_of(file.items) is not None,
        records=len(records_of(file.items)),
        deleted=sum(item.is_deleted for item in file.items),
    )


@router.get("/archive/export.json")
async def export(who: Applicant, cipher: Cipher, conn: Conn) -> Response:
    """Everything that one has here as one document."""
    file = await file_of(conn, cipher, who.account_id)
    if file is None:
        return redirect(views.first_page(file))
    told = exported(file.items, employer=file.employer.name, at=now())
    text = json.dumps(told, ensure_ascii=False, indent=2)
    return Response(text, media_type="application/json", headers=HEADERS)
