"""业绩档案审核: the desk of the employer's clerk."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from contracts.access import Shown
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, NotFound
from kit.http import Conn
from kit.ids import new_id
from kit.web.pages import Form, redirect, render
from services.archive.evidence.store import twins
from services.archive.file.operations.read import File
from services.archive.kinds.domain.kinds import KINDS
from services.archive.verification.domain import ATTESTATION, REASONS, Clerk, Filter
from services.archive.verification.operations.decide import (
    ItemsChanged,
    decide,
    decide_batch,
    file_for_clerk,
    files_for_clerk,
)
from services.archive.verification.operations.look import tell_read
from services.archive.verification.store import decisions, queue
from services.archive.verification.web import desk
from services.archive.web.parts import Cipher, Clerical, Page, Typed, uuid_of, words

router = APIRouter()
QUEUE = "/archive/verification"
PER_PAGE = 20
MOST_AT_ONCE = 50

Persons = Annotated[Sequence[UUID], Query(alias="person", max_length=MOST_AT_ONCE)]


@router.get("/archive/verification")
async def show_queue(
    request: Request, who: Clerical, cipher: Cipher, conn: Conn, page: Page = 1, done: UUID | None = None
) -> Response:
    """Who waits for verification, the longest first; and what was just done."""
    clerk = desk.clerk_of(who)
    persons, items = await queue.count_waiting(conn, clerk.employer_id)
    chosen, faults = desk.filter_of(request.query_params)
    start = PER_PAGE * (page - 1)
    found, matching = await queue.persons_waiting(
        conn, cipher, clerk.employer_id, chosen, limit=PER_PAGE, offset=start
    )
    await tell_read(conn, who, [entry.person_id for entry in found], Shown.ARCHIVE_LIST)
    results = done and await decisions.results_of_batch(conn, cipher, done, employer_id=clerk.employer_id)
    return render(
        request,
        "verification/queue.html",
        entries=found,
        persons=persons,
        items=items,
        decided=await queue.count_decided(conn, clerk.employer_id),
        page=page,
        matching=matching,
        is_filtered=chosen != Filter(),
        kinds=[(kind.code, kind.name) for kind in KINDS.values()],
        form=Form(request.query_params, faults),
        pages=-(-matching // PER_PAGE),
        results=results or [],
        is_all_chosen="all" in request.query_params,
        is_none_chosen="none" in request.query_params,
    )


@router.get("/archive/verification/decided")
async def show_decided(
    request: Request, who: Clerical, cipher: Cipher, conn: Conn, page: Page = 1
) -> Response:
    """About whom something was decided, the latest first."""
    clerk = desk.clerk_of(who)
    persons, _ = await queue.count_waiting(conn, clerk.employer_id)
    decided = await queue.count_decided(conn, clerk.employer_id)
    start = PER_PAGE * (page - 1)
    found = await queue.persons_decided(conn, cipher, clerk.employer_id, limit=PER_PAGE, offset=start)
    await tell_read(conn, who, [entry.person_id for entry in found], Shown.ARCHIVE_LIST)
    return render(
        request,
        "verification/decided.html",
        entries=found,
        persons=persons,
        decided=decided,
        page=page,
        pages=-(-decided // PER_PAGE),
    )


@router.get("/archive/verification/batch")
async def show_batch(
    request: Request, who: Clerical, cipher: Cipher, conn: Conn, chosen: Persons = ()
) -> Response:
    """Everything of the chosen persons that would be verified in one act."""
    files = await files_for_clerk(conn, cipher, desk.clerk_of(who), chosen)
    if not files:
        return redirect(f"{QUEUE}?none=1")
    await tell_read(conn, who, [file.person.id for file in files], Shown.ARCHIVE)
    return await _batch_page(request, conn, cipher, files, Form({"batch": new_id()}))


@router.post("/archive/verification/batch")
async def verify_batch(request: Request, who: Clerical, typed: Typed, cipher: Cipher, conn: Conn) -> Response:
    """Verify all that was shown; who or what changed meanwhile is left out and told."""
    clerk, acts = desk.clerk_of(who), desk.acts_on_many(typed)
    try:
        done = await decide_batch(conn, cipher, clerk, acts, at=now())
    except Invalid as refusal:
        files = await files_for_clerk(conn, cipher, clerk, [act.person_id for act in acts])
        if not files:
            return redirect(f"{QUEUE}?none=1")
        await tell_read(conn, who, [file.person.id for file in files], Shown.ARCHIVE)
        form = Form(words(typed), refusal.faults)
        return await _batch_page(request, conn, cipher, files, form, status=422)
    if not done:
        raise NotFound
    return redirect(f"{QUEUE}?done={uuid_of(typed.get('batch'))}")


@router.get("/archive/verification/{person_id}")
async def show_person(
    request: Request, person_id: UUID, who: Clerical, cipher: Cipher, conn: Conn
) -> Response:
    """One person, item by item."""
    clerk = desk.clerk_of(who)
    file = await file_for_clerk(conn, cipher, clerk, person_id)
    await tell_read(conn, who, [person_id], Shown.ARCHIVE)
    return await _person_page(request, conn, cipher, clerk, file, Form({"act": new_id()}))


@router.post("/archive/verification/{person_id}")
async def decide_person(
    request: Request, person_id: UUID, who: Clerical, typed: Typed, cipher: Cipher, conn: Conn
) -> Response:
    """Verify and return items of one person."""
    clerk, act = desk.clerk_of(who), desk.act_on_person(typed, person_id)
    try:
        await decide(conn, cipher, clerk, act, at=now())
    except (Invalid, ItemsChanged) as refusal:
        file = await file_for_clerk(conn, cipher, clerk, person_id)
        form = Form.refused(words(typed), refusal)
        await tell_read(conn, who, [person_id], Shown.ARCHIVE)
        return await _person_page(request, conn, cipher, clerk, file, form, status=refusal.status)
    return redirect(f"{QUEUE}?done={act.id}")


async def _person_page(
    request: Request,
    conn: Connection,
    cipher: FieldCipher,
    clerk: Clerk,
    file: File,
    form: Form,
    *,
    status: int = 200,
) -> Response:
    person, employer = file.person.id, clerk.employer_id
    return render(
        request,
        "verification/person.html",
        status=status,
        form=form,
        sheet=desk.sheet(file),
        last=await decisions.last_decision(conn, cipher, person_id=person, employer_id=employer),
        twins=await twins(conn, cipher, person_ids=[person], employer_id=employer),
        reasons=[(one, one) for one in REASONS],
        attestation=ATTESTATION,
        today=now(),
    )


async def _batch_page(
    request: Request,
    conn: Connection,
    cipher: FieldCipher,
    files: Sequence[File],
    form: Form,
    *,
    status: int = 200,
) -> Response:
    people = [file.person.id for file in files]
    sheets = [desk.sheet(file) for file in files]
    return render(
        request,
        "verification/batch.html",
        status=status,
        form=form,
        sheets=sheets,
        twins=await twins(conn, cipher, person_ids=people, employer_id=files[0].employer.id),
        count=sum(len(sheet.waiting) for sheet in sheets),
        attestation=ATTESTATION,
        seen_of=desk.seen_of,
        today=now(),
    )
