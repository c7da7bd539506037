"""The applicant's forms: one page for every kind of item, driven by the kind's table of fields."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.files import RECEIPT, UNSENT
from contracts.sections.archive import VISIBILITY_NAMES
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound, Stale
from kit.http import Conn
from kit.ids import new_id
from kit.session import Session
from kit.web.forms import read_whole
from kit.web.pages import Action, Form, redirect, render
from services.archive.evidence import web as evidence
from services.archive.file.domain import Item, basic_of, records_of
from services.archive.file.operations.attach import attach_files
from services.archive.file.operations.hint import notes_of, notes_while_typing, years_of
from services.archive.file.operations.read import File, file_of
from services.archive.file.operations.save import (
    Filled,
    basic_id,
    delete_item,
    restore_item,
    save_item,
)
from services.archive.file.web import views
from services.archive.kinds.domain.basic import BASIC
from services.archive.kinds.domain.kind import Kind
from services.archive.kinds.domain.kinds import KINDS, RECORD_KINDS
from services.archive.web.parts import Applicant, Cipher, Page, Seals, Typed, revision_of, words

router = APIRouter()
EMPLOYER = "/archive/employer"
RECORDS = "/archive/records"
PER_PAGE = 50
DONE = {"saved": "已保存。", "deleted": "已删除。需要时可在页面底部恢复。", "restored": "已恢复。"}


@router.get("/archive/basic")
async def show_basic(request: Request, who: Applicant, cipher: Cipher, conn: Conn) -> Response:
    """The form of the basic information."""
    file = await file_of(conn, cipher, who.account_id)
    if file is None:
        return redirect(EMPLOYER)
    return _form_page(request, file, BASIC, basic_id(who.account_id), basic_of(file.items))


@router.post("/archive/basic")
async def save_basic(request: Request, who: Applicant, typed: Typed, cipher: Cipher, conn: Conn) -> Response:
    """Save the basic information."""
    filled = Filled(
        item_id=basic_id(who.account_id),
        kind=BASIC,
        revision=revision_of(typed.get("version")),
        typed=words(typed),
    )
    if typed.get("act") == "check":
        return await _checked(request, who, cipher, conn, filled)
    async with Action(filled.typed) as action, conn.transaction():
        await save_item(conn, cipher, person_id=who.account_id, name=who.name, filled=filled, at=now())
    if action.refusal:
        return await _again(request, who, cipher, conn, filled, action.form)
    return redirect("/archive?saved=1")


@router.get("/archive/records")
async def list_records(
    request: Request, who: Applicant, cipher: Cipher, conn: Conn, done: str = "", page: Page = 1
) -> Response:
    """The records by kind, those that are looked for, and those that were deleted."""
    file = await file_of(conn, cipher, who.account_id)
    if file is None:
        return redirect(EMPLOYER)
    chosen = Form(request.query_params)
    records = records_of(file.items)
    found = views.looked_for(records, kind=chosen.value("kind"), state=chosen.value("state"))
    return render(
        request,
        "file/records.html",
        groups=views.groups(found[PER_PAGE * (page - 1) : PER_PAGE * page]),
        form=chosen,
        kinds=[(kind.code, kind.name) for kind in RECORD_KINDS],
        states=views.STATES,
        records=len(records),
        matching=len(found),
        per_page=PER_PAGE,
        page=page,
        pages=-(-len(found) // PER_PAGE),
        deleted=[views.shown(item) for item in file.items if item.is_deleted],
        done=DONE.get(done, ""),
        found=notes_of(file, at=now()),
        drafts=len(views.drafts(file)),
        has_basic=basic_of(file.items) is not None,
    )


@router.get("/archive/records/new")
async def choose_kind(request: Request, who: Applicant, cipher: Cipher, conn: Conn) -> Response:
    """Which kind of record to add."""
    file = await file_of(conn, cipher, who.account_id)
    if file is None or basic_of(file.items) is None:
        return redirect(views.first_page(file))
    return render(request, "file/kinds.html", kinds=RECORD_KINDS)


@router.get("/archive/records/new/{code}")
async def new_record(
    request: Request, code: str, who: Applicant, seals: Seals, cipher: Cipher, conn: Conn
) -> Response:
    """An empty form; its id is chosen now, so that sending it twice is adding once."""
    kind = _record_kind(code)
    file = await file_of(conn, cipher, who.account_id)
    if file is None or basic_of(file.items) is None:
        return redirect(views.first_page(file))
    item_id = new_id()
    sending = evidence.sending(seals, who, f"{RECORDS}/{item_id}", held=0)
    return _form_page(request, file, kind, item_id, None, sending=sending)


@router.get("/archive/records/{item_id}")
async def show_record(
    request: Request, item_id: UUID, who: Applicant, seals: Seals, cipher: Cipher, conn: Conn
) -> Response:
    """The form of a record. Files that come from the upload page are attached first."""
    if receipts := request.query_params.getlist(RECEIPT):
        files = evidence.received(seals, who, receipts)
        same = await attach_files(
            conn, cipher, person_id=who.account_id, item_id=item_id, files=files, at=now()
        )
        unsent = read_whole(request.query_params.get(UNSENT, ""))
        told = {"attached": len(files), UNSENT: unsent, "same": same}
        return redirect(f"{RECORDS}/{item_id}?{_told(told)}")
    file = await file_of(conn, cipher, who.account_id)
    item = _find(file, item_id)
    if file is None or item is None or item.is_deleted or item.kind is BASIC:
        raise NotFound
    if basic_of(file.items) is None:
        return redirect(views.first_page(file))
    held = len(item.current.files)
    sending = evidence.sending(seals, who, f"{RECORDS}/{item_id}", held=held)
    return _form_page(request, file, item.kind, item.id, item, sending=sending)


@router.post("/archive/records/{item_id}")
async def save_record(
    request: Request, item_id: UUID, who: Applicant, typed: Typed, seals: Seals, cipher: Cipher, conn: Conn
) -> Response:
    """Save a new record or a changed one; then upload evidence, if that was asked for."""
    filled = Filled(
        item_id=item_id,
        kind=_record_kind(str(typed.get("kind"))),
        revision=revision_of(typed.get("version")),
        typed=words(typed),
        kept=evidence.kept(typed),
    )
    if typed.get("act") == "check":
        return await _checked(request, who, cipher, conn, filled)
    receipts = [str(one) for one in typed.getlist(RECEIPT)]
    path, held = f"{RECORDS}/{item_id}", len(typed.getlist("file"))
    sending = evidence.sending(seals, who, path, held=held)
    async with Action(filled.typed) as action, conn.transaction():
        filled = replace(filled, added=evidence.brought(seals, who, receipts))
        held += len(filled.added)
        sending = evidence.sending(seals, who, path, held=held, receipts=receipts, added=filled.added)
        same = await save_item(conn, cipher, person_id=who.account_id, name=who.name, filled=filled, at=now())
    if action.refusal:
        sending = replace(sending, failed=[one for one in typed.getlist(UNSENT) if isinstance(one, str)])
        return await _again(request, who, cipher, conn, filled, action.form, sending=sending)
    if typed.get("act") == "upload":
        return redirect(sending.address)
    told = _told({UNSENT: len(typed.getlist(UNSENT)), "same": same})
    return redirect(f"{path}?{told}" if told else f"{RECORDS}?done=saved")


@router.post("/archive/records/{item_id}/delete")
async def delete_record(item_id: UUID, who: Applicant, cipher: Cipher, conn: Conn) -> Response:
    """Put a record away."""
    await delete_item(conn, cipher, person_id=who.account_id, item_id=item_id, at=now())
    return redirect(f"{RECORDS}?done=deleted")


@router.post("/archive/records/{item_id}/restore")
async def restore_record(item_id: UUID, who: Applicant, cipher: Cipher, conn: Conn) -> Response:
    """Bring a record back."""
    await restore_item(conn, cipher, person_id=who.account_id, item_id=item_id, at=now())
    return redirect(f"{RECORDS}?done=restored")


async def _checked(
    request: Request, who: Session, cipher: FieldCipher, conn: Connection, filled: Filled
) -> Response:
    """What the rules say of a form that is still being filled in. Nothing is saved."""
    file = await file_of(conn, cipher, who.account_id)
    if file is None:
        raise NotFound
    faults, found = notes_while_typing(file, filled, at=now())
    return render(request, "kinds/checked.html", wrong=faults, found=found)


async def _again(
    request: Request,
    who: Session,
    cipher: FieldCipher,
    conn: Connection,
    filled: Filled,
    form: Form,
    *,
    sending: evidence.Sending | None = None,
) -> Response:
    """The form with what was typed; an outdated one also shows what was saved elsewhere."""
    file = await file_of(conn, cipher, who.account_id)
    if file is None:
        return redirect(EMPLOYER)
    item = _find(file, filled.item_id)
    stale = item if isinstance(form.refusal, Stale) else None
    held = [str(one.id) for one in item.current.files] if item else []
    form = form.but(
        version=stale.revision if stale else filled.revision,
        visibility=filled.visibility(item),
        file=held if filled.kept is None else [one for one in held if UUID(one) in filled.kept],
    )
    elsewhere = views.shown(stale) if stale else None
    return _form_page(
        request, file, filled.kind, filled.item_id, item, form=form, elsewhere=elsewhere, sending=sending
    )


def _form_page(
    request: Request,
    file: File,
    kind: Kind,
    item_id: UUID,
    item: Item | None,
    *,
    form: Form | None = None,
    elsewhere: views.Shown | None = None,
    sending: evidence.Sending | None = None,
) -> Response:
    stored = _stored(kind, item)
    return render(
        request,
        "file/basic.html" if kind is BASIC else "file/record.html",
        form=form or Form(stored),
        kind=kind,
        item_id=item_id,
        item=item,
        wrong=(),
        found=[note for note in notes_of(file, at=now()) if note.is_about(item_id)],
        held=evidence.choices(item.current.files if item else ()),
        visibilities=[(one.value, words) for one, words in VISIBILITY_NAMES.items()],
        attached=request.query_params.get("attached", ""),
        unsent=read_whole(request.query_params.get(UNSENT, "")),
        same=read_whole(request.query_params.get("same", "")),
        shown=views.shown(item) if item else None,
        elsewhere=elsewhere,
        sending=sending,
        employer=file.employer,
        born=file.person.born,
        hints=_computed(file) if kind is BASIC else {},
        is_first="first" in request.query_params,
    )


def _told(counts: Mapping[str, int | None]) -> str:
    """What the page of a record is to say of its files, as a query."""
    return urlencode({name: count for name, count in counts.items() if count})


def _computed(file: File) -> dict[str, str]:
    """What the records say of a field, shown beside it."""
    years = years_of(file, at=now())
    return {"years": f"按已填写的工作经历计算为 {years} 年"} if years is not None else {}


def _stored(kind: Kind, item: Item | None) -> dict[str, object]:
    """What the form shows before anything is typed."""
    if item is None:
        return {"version": 0, "visibility": kind.visibility}
    version = item.current
    held = [str(one.id) for one in version.files]
    return {**version.values, "version": item.revision, "visibility": version.visibility, "file": held}


def _find(file: File | None, item_id: UUID) -> Item | None:
    return next((item for item in file.items if item.id == item_id), None) if file else None


def _record_kind(code: str) -> Kind:
    kind = KINDS.get(code)
    if kind is None or kind is BASIC:
        raise NotFound
    return kind
