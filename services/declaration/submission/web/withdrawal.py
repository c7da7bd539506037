"""Taking a declaration back."""

from contextlib import suppress

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.application import derived_id
from kit.db import transaction
from kit.http import Conn, state
from kit.web.pages import redirect, render
from services.declaration.drafting.operations.draft import own_declaration, plan_of
from services.declaration.gateway import NotNow
from services.declaration.progress.web import views
from services.declaration.web.parts import Applicant, ApplicationId

router = APIRouter()


@router.get("/declarations/{application_id:uuid}/withdraw")
async def confirm_withdrawal(
    request: Request, application_id: ApplicationId, who: Applicant, conn: Conn
) -> Response:
    """Ask once more before the declaration is taken back."""
    record = await own_declaration(conn, application_id, who.account_id)
    if not record.is_withdrawable:
        return redirect(f"/declarations/{record.id}")
    plan = await plan_of(conn, record)
    return render(request, "submission/withdraw.html", card=views.card(record, plan), record=record)


@router.post("/declarations/{application_id:uuid}/withdraw")
async def withdraw(request: Request, application_id: ApplicationId, who: Applicant) -> Response:
    """Take the declaration back. Whoever comes too late, for the second time too, reads where it stands."""
    async with transaction(state(request, "pool")) as conn:
        record = await own_declaration(conn, application_id, who.account_id)
    if record.is_withdrawable:
        command_id = derived_id(record.id, "withdraw", record.position)
        with suppress(NotNow):
            await state(request, "applications").withdraw(record.id, command_id)
    return redirect(f"/declarations/{record.id}")
