"""上传材料 of people without an account: a grant of the record's service is all that they bring."""

from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.files import OPEN_UPLOAD_PAGE, OpenUpload, UploadGrant
from kit.session import Anyone
from kit.standing import refuse_change
from services.documents.uploads.web.parts import Desk
from services.documents.uploads.web.upload import Outcome, page, received

# Whoever follows the address may upload: nobody keeps or passes it on.
NOT_KEPT = {"x-robots-tag": "noindex, nofollow, noarchive", "cache-control": "no-store"}

router = APIRouter()


@router.get(OPEN_UPLOAD_PAGE, responses={403: {}})
async def show(request: Request, _: Anyone, desk: Desk, grant: str = "") -> Response:
    """The page to choose files."""
    shown = page(request, desk, as_owner(desk.grants.open(OpenUpload, grant)), Outcome())
    shown.headers.update(NOT_KEPT)
    return shown


@router.post(OPEN_UPLOAD_PAGE, responses={403: {}})
async def take(request: Request, _: Anyone, desk: Desk, grant: str = "") -> Response:
    """Take the files of a form, each counted before it is read."""
    allowed = desk.grants.open(OpenUpload, grant)
    refuse_change(request, allowed.city)
    await desk.reception.tidy_strangers(allowed.purpose)
    answer = await received(request, desk, as_owner(allowed), partial(desk.reception.admit, allowed))
    answer.headers.update(NOT_KEPT)
    return answer


def as_owner(grant: OpenUpload) -> UploadGrant:
    """The same as if the record were the account."""
    return UploadGrant(
        account_id=grant.owner_id,
        city=grant.city,
        purpose=grant.purpose,
        accepts=grant.accepts,
        most=grant.most,
        back=grant.back,
    )
