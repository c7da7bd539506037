"""业绩档案审核: the desk of the employer's clerk."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from contracts.access import Shown
from contracts.normal.names import person_name
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound
from kit.http import Conn
from kit.ids import new_id
from kit.session import Session
from kit.stretch import Mark, Stretch
from kit.web.pages import Action, Form, redirect, render
from services.archive.evidence.store import twins
from services.archive.kinds.domain.kinds import KINDS
from services.archive.verification import store
from services.archive.verification.domain import ATTESTATION, REASONS, Filter
from services.archive.verification.operations import (
    decide,
    decide_batch,
    file_for_clerk,
    files_for_clerk,
    tell_read,
)
from services.archive.verification.web import desk
from services.archive.web.parts import Cipher, Clerical, Typed, uuid_of, words

router = APIRouter()
QUEUE = "/archive/verification"
PER_PAGE = 20
MOST_AT_ONCE = 50

Persons = Annotated[Sequence[UUID], Query(alias="person", max_length=MOST_AT_ONCE)]


@router.get("/archive/verification")
async def show_queue(
    request: Request, who: Clerical, cipher: Cipher, conn: Conn, after: str = "", done: UUID | None = None
) -> Response:
    """Who waits for verification, the longest first; and what was just done."""
    clerk = desk.clerk_of(who)
    persons, items = await store.count_waiting(conn, clerk.employer_id)
    chosen, faults = desk.filter_of(request.query_params)
    mark = Mark.read(after)
    found, matching = await store.persons_waiting(
        conn, cipher, clerk.employer_id, chosen, limit=PER_PAGE + 1, after=mark
    )
    stretch = Stretch.of(found, PER_PAGE, mark)
    await tell_read(conn, who, [entry.person_id for entry in stretch.lines], Shown.ARCHIVE_LIST)
    results = done and await store.results_of_batch(conn, cipher, done, employer_id=clerk.employer_id)
    return render(
        request,
        "verification/queue.html",
        stretch=stretch,
        persons=persons,
        items=items,
        decided=await store.count_decided(conn, clerk.employer_id),
        matching=matching,
        is_filtered=chosen != Filter(),
        kinds=[(kind.code, kind.name) for kind in KINDS.values()],
        form=Form(request.query_params, faults),
        results=results or [],
        is_all_chosen="all" in request.query_params,
        is_none_chosen="none" in request.query_params,
    )


@router.get("/archive/verification/decided")
async def show_decided(
    request: Request, who: Clerical, cipher: Cipher, conn: Conn, name: str = "", after: str = ""
) -> Response:
    """About whom something was decided, the latest first; or those with a part of a name."""
    clerk = desk.clerk_of(who)
    persons, _ = await store.count_waiting(conn, clerk.employer_id)
    decided = await store.count_decided(conn, clerk.employer_id)
    mark = Mark.read(after)
    sought = person_name(name)
    found = await store.persons_decided(
        conn, cipher, clerk.employer_id, sought, limit=PER_PAGE + 1, after=mark
    )
    stretch = Stretch.of(found, PER_PAGE, mark)
    await tell_read(conn, who, [entry.person_id for entry in stretch.lines], Shown.ARCHIVE_LIST)
    return render(
        request,
        "verification/decided.html",
        stretch=stretch,
        persons=persons,
        decided=decided,
        form=Form(request.query_params),
        is_sought=bool(sought),
    )


@router.get("/archive/verification/batch")
async def show_batch(
    request: Request, who: Clerical, cipher: Cipher, conn: Conn, chosen: Persons = ()
) -> Response:
    """Everything of the chosen persons that would be verified in one act."""
    return await _batch_page(request, conn, cipher, who, chosen, Form({"batch": new_id()}))


@router.post("/archive/verification/batch")
async def verify_batch(request: Request, who: Clerical, typed: Typed, cipher: Cipher, conn: Conn) -> Response:
    """Verify all that was shown; who or what changed meanwhile is left out and told."""
    clerk, acts = desk.clerk_of(who), desk.acts_on_many(typed)
    async with Action(words(typed)) as action, conn.transaction():
        if not await decide_batch(conn, cipher, clerk, acts, at=now()):
            raise NotFound
    if action.refusal:
        chosen = [act.person_id for act in acts]
        return await _batch_page(request, conn, cipher, who, chosen, action.form)
    return redirect(f"{QUEUE}?done={uuid_of(typed.get('batch'))}")


@router.get("/archive/verification/{person_id}")
async def show_person(
    request: Request, person_id: UUID, who: Clerical, cipher: Cipher, conn: Conn
) -> Response:
    """One person, item by item."""
    return await _person_page(request, conn, cipher, who, person_id, Form({"act": new_id()}))


@router.post("/archive/verification/{person_id}")
async def decide_person(
    request: Request, person_id: UUID, who: Clerical, typed: Typed, cipher: Cipher, conn: Conn
) -> Response:
    """Verify and return items of one person."""
    act = desk.act_on_person(typed, person_id)
    async with Action(words(typed)) as action, conn.transaction():
        await decide(conn, cipher, desk.clerk_of(who), act, at=now())
    if action.refusal:
        return await _person_page(request, conn, cipher, who, person_id, action.form)
    return redirect(f"{QUEUE}?done={act.id}")


async def _person_page(
    request: Request, conn: Connection, cipher: FieldCipher, who: Session, person: UUID, form: Form
) -> Response:
    clerk = desk.clerk_of(who)
    file, employer = await file_for_clerk(conn, cipher, clerk, person), clerk.employer_id
    await tell_read(conn, who, [person], Shown.ARCHIVE)
    return render(
        request,
        "verification/person.html",
        form=form,
        sheet=desk.sheet(file),
        last=await store.last_decision(conn, cipher, person_id=person, employer_id=employer),
        twins=await twins(conn, cipher, person_ids=[person], employer_id=employer),
        reasons=[(one, one) for one in REASONS],
        attestation=ATTESTATION,
        today=now(),
    )


async def _batch_page(
    request: Request,
    conn: Connection,
    cipher: FieldCipher,
    who: Session,
    chosen: Sequence[UUID],
    form: Form,
) -> Response:
    """Those of the chosen persons that still wait; the queue, when there are none."""
    files = await files_for_clerk(conn, cipher, desk.clerk_of(who), chosen)
    if not files:
        return redirect(f"{QUEUE}?none=1")
    people = [file.person.id for file in files]
    await tell_read(conn, who, people, Shown.ARCHIVE)
    sheets = [desk.sheet(file) for file in files]
    return render(
        request,
        "verification/batch.html",
        form=form,
        sheets=sheets,
        twins=await twins(conn, cipher, person_ids=people, employer_id=files[0].employer.id),
        count=sum(len(sheet.waiting) for sheet in sheets),
        attestation=ATTESTATION,
        seen_of=desk.seen_of,
        today=now(),
    )
