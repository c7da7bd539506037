"""证件照: look at the photo on record, confirm it, or upload another (A4.1 to A4.7)."""

from contextlib import suppress
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.registers import ANSWER, Outcome
from kit.clock import now
from kit.db import transaction
from kit.errors import Fault
from kit.hangup import while_waited
from kit.ids import new_id
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from services.documents.photos.domain.photo import Photo
from services.documents.photos.domain.rules import Inspection
from services.documents.photos.operations import offer as photos
from services.documents.photos.operations.offer import NoSuchPhoto
from services.documents.photos.operations.terms import findings_of
from services.documents.photos.web import register, views
from services.documents.photos.web.parts import Applicant, Desk, Means, way_back
from services.documents.uploads.web.multipart import Malformed, Multipart

MOST_READ = 5 * 1024 * 1024  # of a photo; more is refused for its size alone
# What phones make. It is taken to its end and thrown away, so that the browser hears what is wrong.
MOST_SENT = 64 * 1024 * 1024

NOTHING_SENT = Fault(field=views.FIELD, message="请选择一张照片，再点击“上传照片”")

router = APIRouter()


@router.get("/documents/photo", responses={403: {}})
async def show(request: Request, who: Applicant, desk: Desk, back: str = "") -> Response:
    """The photo on record, to be confirmed or replaced. One that a register gave is put there first."""
    if token := request.query_params.get(ANSWER):
        return await _take(request, who, desk, token, back=way_back(back))
    return await _page(request, who, desk, back=way_back(back))


@router.post("/documents/photo", responses={429: {}})
async def upload(request: Request, who: Applicant, desk: Desk) -> Response:
    """Take an upload: everything wrong with it at once, or the page to confirm it."""
    data, size, back = await _sent(request)
    rule = await desk.rule(who)
    if size == 0 or size > MOST_READ:
        fault = views.too_large(size, rule) if size else NOTHING_SENT
        return await _page(request, who, desk, back=back, form=Form({}, [fault]), status=422)
    found = await while_waited(request, desk.studio.inspect(who.account_id, data, rule))
    if not found.is_accepted:
        return await _page(request, who, desk, back=back, refused=found, status=422)
    await _keep(desk, who, found, source="upload")
    return redirect(views.address(back, done="uploaded"))


@router.post("/documents/photo/confirm")
async def confirm(request: Request, who: Applicant, desk: Desk) -> Response:
    """Use the photo that is shown; go on with the declaration."""
    async with request.form(max_files=0, max_fields=5) as sent:
        photo_id, back = sent.get("photo_id"), way_back(sent.get("back"))
    async with Action({}) as action, transaction(desk.pool) as conn:
        await photos.confirm_photo(conn, who.account_id, _uuid(photo_id), at=now())
    if action.refusal:
        return await _page(request, who, desk, back=back, form=action.form)
    return redirect(back or views.address("", done="confirmed"))


@router.get("/documents/photo/{photo_id}.jpg")
async def picture(who: Applicant, desk: Desk, photo_id: UUID) -> Response:
    """A photo, for its own person."""
    async with transaction(desk.pool) as conn:
        photo = await photos.own_photo(conn, who.account_id, photo_id)
    data = await desk.store.get(photo.blob_key)
    return Response(data, media_type="image/jpeg", headers={"cache-control": "private, no-store"})


async def _take(request: Request, who: Session, desk: Means, token: str, *, back: str) -> Response:
    """The photo on the ID card is held against the same rules as any other."""
    outcome, data = await register.taken(desk, who, token)
    if not data:
        more = {} if outcome is Outcome.FOUND else {"asked": outcome.value}
        return redirect(views.address(back, **more))
    inspecting = desk.studio.inspect(who.account_id, data, await desk.rule(who))
    found = await while_waited(request, inspecting)
    if not found.is_accepted:
        return await _page(request, who, desk, back=back, refused=found, is_of_register=True)
    await _keep(desk, who, found, source="id_card")
    await register.forget(desk, who)
    return redirect(views.address(back, done="found"))


async def _page(
    request: Request,
    who: Session,
    desk: Means,
    *,
    back: str,
    form: Form | None = None,
    refused: Inspection | None = None,
    is_of_register: bool = False,
    status: int | None = None,
) -> Response:
    async with transaction(desk.pool) as conn:
        known = await photos.photo_on_record(conn, who.account_id)
        city = desk.cities.city(who.city)
        found = await findings_of(conn, known.offered, city) if known.offered else ()
    rule = await desk.rule(who)
    if refused and not is_of_register:
        form = Form({}, [views.refusal(refused.checks)])
    form = form or Form()
    offered = register.offer(desk, who, back)
    return render(
        request,
        "photos/photo.html",
        status=status,
        form=form,
        faults=views.faults(refused.checks) if refused and not is_of_register else form.faults,
        is_of_register=is_of_register,
        register=offered,
        asked=register.told(request.query_params.get("asked", ""), offered.source) if offered else "",
        known=known,
        refused=views.findings(refused.checks) if refused else None,
        found=views.findings(found),
        is_unfit=not all(check.ok for check in found),
        requirements=views.requirements(rule),
        shape=views.shape(rule),
        done=request.query_params.get("done", ""),
        go_on=back,
    )


async def _keep(desk: Means, who: Session, found: Inspection, *, source: str) -> None:
    """Put an accepted photo on record; the same picture again is the same photo."""
    fingerprint = desk.store.fingerprint(found.photo)
    async with transaction(desk.pool) as conn:
        if await photos.offer_again(conn, who.account_id, fingerprint, at=now()):
            return
    key = await desk.store.put(found.photo)
    photo = Photo(
        id=new_id(),
        person_id=who.account_id,
        city=who.city,
        source=source,
        fingerprint=fingerprint,
        blob_key=key,
        width=found.width,
        height=found.height,
        bytes=len(found.photo),
        checks=found.checks,
        offered_at=now(),
    )
    async with transaction(desk.pool) as conn:
        kept = await photos.offer(conn, photo)
    if kept.blob_key != key:
        await desk.store.remove(key)


async def _sent(request: Request) -> tuple[bytes, int, str]:
    """The photo as far as it is read, how large it is, and where the form leads back to."""
    data, size, back = bytearray(), 0, ""
    with suppress(Malformed):  # what is no form with a file brought none
        async for part in Multipart(request):
            if part.name == "back":
                back = way_back(await part.text())
            elif part.name == views.FIELD and part.filename is not None:
                async for piece in part.pieces():
                    size += len(piece)
                    data += piece if size <= MOST_READ else b""
    return bytes(data), size, back


def _uuid(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise NoSuchPhoto from error
