"""Attaching files to a declaration and taking them away, and what else the applicant says."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from contracts.attachments import FilesKept
from contracts.registers import Register
from contracts.sections.archive import File
from contracts.sections.registered import SCHOOLINGS, Registered
from kit import outbox
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid, NotFound, Stale
from kit.ids import derived
from services.declaration.attachments import store
from services.declaration.attachments.domain.wanted import Enclosures
from services.declaration.drafting.domain.answers import current_title
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.domain.reopening import ATTACHMENTS
from services.declaration.drafting.operations.draft import Desk
from services.declaration.drafting.operations.reopening import Locked, refuse_unless_open
from services.declaration.drafting.store.declarations import declaration_for_update
from services.declaration.drafting.store.people import employer_kind, verified_records
from services.declaration.experts.domain.opinions import NUMBERS
from services.declaration.experts.operations.opinions import links_of


class SaidElsewhere(Stale):
    """这两个问题在另一个页面回答过。请核对现在的选择；仍要以它为准，请再次点击“保存”。"""


async def enclosures_of(conn: Connection, cipher: FieldCipher, desk: Desk) -> Enclosures:
    """What a declaration has to enclose, and what is there."""
    record, answers = desk.record, desk.draft.answers
    kind = next((one for one in desk.plan.kind if one.slug == answers.get("kind")), None)
    title, obtained_on = current_title(answers, desk.verified)
    records = await verified_records(conn, cipher, record.person_id)
    return Enclosures(
        application_id=record.id,
        plan=desk.plan,
        kind=kind.slug if kind else "",
        is_skilled=kind is not None and kind.skilled in answers.get("options", ()),
        current_title=title,
        current_title_on=obtained_on,
        employer_kind=await employer_kind(conn, record.employer_id),
        verified=desk.verified,
        said=await store.circumstances_of(conn, record.id),
        files=await store.files_of(conn, cipher, record.id),
        has_opinions_on_paper=len(await links_of(conn, cipher, record.id)) < len(NUMBERS),
        registered=await store.registered_of(conn, cipher, record.id),
        schoolings=[one for one in records if one.kind == SCHOOLINGS],
    )


async def say(
    conn: Connection,
    desk: Desk,
    asked: Enclosures,
    answers: Mapping[str, bool | None],
    *,
    shown: str,
) -> None:
    """Keep the answers; what is not asked keeps the one that it had. All that were left out are told.

    `shown` are the answers of the page on which these were given.
    """
    await _refuse_unless_here(conn, desk.record)
    said = await store.circumstances_of(conn, desk.record.id)
    before = {"public_post": said.public_post, "insured_elsewhere": said.insured_elsewhere}
    typed = {one.field: answers.get(one.field) for one in asked.questions}
    faults = [
        Fault(field=one.field, rule=one.rule, message=one.missing)
        for one in asked.questions
        if typed[one.field] is None
    ]
    if faults:
        raise Invalid(faults=faults)
    if before | typed == before:
        return
    if said.words != shown:
        raise SaidElsewhere
    await refuse_unless_open(conn, desk.record, ATTACHMENTS)
    await store.say(conn, desk.record.id, city=desk.record.city, answers=before | typed)


async def take_registered(conn: Connection, cipher: FieldCipher, desk: Desk, found: Registered) -> None:
    """Keep what a register told. The same twice is once."""
    await _refuse_unless_here(conn, desk.record)
    await refuse_unless_open(conn, desk.record, ATTACHMENTS)
    if await store.keep_registered(conn, cipher, desk.record.id, found, city=desk.record.city):
        await store.count_change(conn, desk.record.id, city=desk.record.city)


async def dispute(conn: Connection, desk: Desk, register: Register, *, is_disputed: bool) -> None:
    """The applicant says that the record is not right, or that it is after all."""
    await _refuse_unless_here(conn, desk.record)
    await refuse_unless_open(conn, desk.record, ATTACHMENTS)
    if await store.dispute(conn, desk.record.id, register, is_disputed=is_disputed):
        await store.count_change(conn, desk.record.id, city=desk.record.city)


async def attach(
    conn: Connection,
    cipher: FieldCipher,
    desk: Desk,
    code: str,
    *,
    files: Sequence[File],
    dropped: Sequence[UUID] = (),
    at: datetime,
) -> None:
    """Take files away and add others. The same twice is once."""
    record = desk.record
    await _refuse_unless_here(conn, record)
    wanted = (await enclosures_of(conn, cipher, desk)).find(code)
    if wanted is None:
        raise NotFound
    kept = [one for one in wanted.files if one.id not in dropped]
    known = {one.id for one in wanted.files}
    new = list({one.id: one for one in files if one.id not in known}.values())
    if (count := len(kept) + len(new)) > wanted.row.most:
        told = f"《{wanted.row.name}》最多 {wanted.row.most} 个文件，现在是 {count} 个，请移除不需要的"
        raise Invalid(faults=[Fault(field="file", rule=wanted.row.rule, message=told)])
    if not new and len(kept) == len(wanted.files):
        return
    await refuse_unless_open(conn, record, ATTACHMENTS)
    await store.drop_files(conn, record.id, code, dropped)
    for one in new:
        await store.add_file(conn, cipher, record.id, code, one, city=record.city)
    await store.count_change(conn, record.id, city=record.city)
    await _keep(conn, record, new, at=at)


async def _keep(conn: Connection, record: Record, files: Sequence[File], *, at: datetime) -> None:
    """Tell documents that the files are in use."""
    if not files:
        return
    ids = sorted(one.id for one in files)
    await outbox.add(
        conn,
        FilesKept(
            id=derived(FilesKept.topic, record.id, *ids),
            about=record.person_id,
            at=at,
            account_id=record.person_id,
            file_ids=tuple(ids),
        ),
    )


async def _refuse_unless_here(conn: Connection, record: Record) -> None:
    """Who changes anything holds the declaration: two that come at once come one after the other."""
    now = await declaration_for_update(conn, record.id)
    if now is None or not now.is_with_applicant:
        raise Locked
