"""下一步: from a step that was just done to the first one that is missing."""

from typing import Final, Literal

from fastapi import APIRouter
from fastapi.responses import Response

from kit.clock import SHANGHAI, now
from kit.http import Conn
from kit.web.pages import redirect
from services.declaration.drafting.operations.draft import open_desk
from services.declaration.drafting.store.people import has_photo, is_pledged
from services.declaration.web.parts import Applicant, ApplicationId, Cipher

router = APIRouter()


Step = Literal["photo", "pledge"]  # what is done at other services
PHOTO: Final = "photo"
PLEDGE: Final = "pledge"


@router.get("/declarations/{application_id:uuid}/after/{step}")
async def go_on(
    application_id: ApplicationId, step: Step, who: Applicant, cipher: Cipher, conn: Conn
) -> Response:
    """Lead on. The step itself counts as done: that it is may still be on its way here."""
    desk = await open_desk(conn, cipher, application_id, who.account_id)
    page = f"/declarations/{application_id}"
    if not desk.record.is_with_applicant:
        return redirect(page)
    if step != PHOTO and not await has_photo(conn, who.account_id):
        return redirect(photo_page(page))
    if step != PLEDGE and not await is_pledged(conn, application_id):
        return redirect(f"{page}/pledge")
    today = now().astimezone(SHANGHAI).date()
    return redirect(f"{page}/preview" if desk.is_complete(today) else f"{page}/form")


def after(page: str, step: Step) -> str:
    """Where a step of this declaration leads on to."""
    return f"{page}/after/{step}"


def photo_page(page: str) -> str:
    """The photo for this declaration."""
    return f"/documents/photo?back={after(page, PHOTO)}"
