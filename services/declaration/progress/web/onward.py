"""下一步: from a step that was just done at another service to the first part that is still missing."""

from dataclasses import replace
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import Response

from kit.clock import SHANGHAI, now
from kit.http import Conn
from kit.web.pages import redirect
from services.declaration.drafting.operations.draft import open_desk
from services.declaration.progress.domain.tasks import State, tasks_of
from services.declaration.progress.operations.tasks import what_is_known
from services.declaration.web.parts import Applicant, ApplicationId, Cipher

router = APIRouter()

Step = Literal["photo", "pledge"]


@router.get("/declarations/{application_id:uuid}/after/{step}")
async def go_on(
    application_id: ApplicationId, step: Step, who: Applicant, cipher: Cipher, conn: Conn
) -> Response:
    """Lead on. The step itself counts as done: that it is may still be on its way here."""
    desk = await open_desk(conn, cipher, application_id, who.account_id)
    page = f"/declarations/{application_id}"
    if not desk.record.is_with_applicant:
        return redirect(page)
    known = await what_is_known(conn, cipher, desk, now().astimezone(SHANGHAI).date())
    # What the last check found was found before this step was done.
    known = replace(known, found=())
    known = replace(known, has_photo=True) if step == "photo" else replace(known, is_pledged=True)
    tasks = tasks_of(desk.record.id, desk.record.plan, known)
    missing = next((task.href for task in tasks if task.state is State.TODO), "")
    return redirect(missing or f"{page}/preview")
