"""A request comes in, and the office whose meeting voted answers it: the result stands, or counts no more."""

from dataclasses import replace
from uuid import UUID

from contracts.case import SectionRef
from contracts.rereview import Finding, Request, ReReviewAnswered, ReReviewAsked
from contracts.sections.rereview import EnclosedFile, ReReviewSection
from kit import outbox
from kit.adapters import adapter
from kit.clock import SHANGHAI, now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, NotFound, Refusal
from kit.ids import derived
from kit.session import Session
from services.review.rereviews import store
from services.review.rereviews.domain import About, Answer, ReReview
from services.review.results.store import results
from services.review.tasks import operations as tasks


class NoSuchReReview(NotFound):
    """没有找到这件复查申请，或不属于本单位。"""


class NoFile(NotFound):
    """这件复查申请没有这份材料。"""


class AnsweredBefore(Refusal):
    """这件复查已经答复，不能再修改。"""


class ConfirmationNeeded(Refusal):
    """答复前请再次确认。"""


async def take_in(conn: Connection, cipher: FieldCipher, asked: ReReviewAsked) -> None:
    """Put a request before the office whose meeting voted last. Of what was erased nothing."""
    result = await results.newest(conn, asked.application_id)
    if result is None:
        return
    request = adapter(Request).validate_json(cipher.decrypt(asked.request_encrypted))
    one = ReReview(
        id=asked.re_review_id,
        city=result.city,
        application_id=result.application_id,
        person_id=result.person_id,
        plan=result.plan,
        office_id=result.office_id,
        stage=result.stage,
        round=result.round,
        candidate_id=result.candidate_id,
        asked_at=asked.at,
        request=request,
    )
    if await store.insert_rereview(conn, cipher, one):
        await tasks.tell_queue(conn, one.office_id, one.city)


async def rereview_of(
    conn: Connection, cipher: FieldCipher, who: Session, re_review_id: UUID, *, to_change: bool = False
) -> tuple[ReReview, About]:
    """One of the office for which somebody acts; anybody else's does not exist for them."""
    found = await store.rereview(conn, cipher, re_review_id, to_change=to_change)
    about = await store.about(conn, cipher, found) if found and found.office_id == who.org_id else None
    if found is None or about is None:
        raise NoSuchReReview
    tasks.refuse_own(who, found.person_id)
    return found, about


async def answer(
    conn: Connection,
    cipher: FieldCipher,
    who: Session,
    re_review_id: UUID,
    answer: Answer,
    *,
    is_confirmed: bool,
) -> None:
    """Answer a request, once, after a second confirmation."""
    found, about = await rereview_of(conn, cipher, who, re_review_id, to_change=True)
    if (found.finding, found.answer, found.answered_by_name) == (answer.finding, answer.text, who.name):
        return  # a second click
    if found.finding is not None:
        raise AnsweredBefore
    if answer.faults or answer.finding is None:
        raise Invalid(faults=answer.faults)
    if not is_confirmed:
        raise ConfirmationNeeded
    at = now()
    answered = replace(
        found, finding=answer.finding, answer=answer.text, answered_by_name=who.name, answered_at=at
    )
    await store.update_answer(conn, cipher, answered)
    if answer.finding is Finding.SET_ASIDE:
        await store.set_aside(conn, answered)
    await outbox.add(
        conn,
        ReReviewAnswered(
            id=derived(ReReviewAnswered.topic, found.id),
            about=found.application_id,
            at=at,
            application_id=found.application_id,
            person_id=found.person_id,
            city=found.city,
            plan=found.plan,
            re_review_id=found.id,
            finding=answer.finding,
            office=about.office_name,
            answer_encrypted=cipher.encrypt(answer.text),
        ),
    )
    await tasks.tell_queue(conn, found.office_id, found.city)


async def compose_section(
    conn: Connection, cipher: FieldCipher, re_review_id: UUID
) -> tuple[ReReview, ReReviewSection]:
    """What is sealed of an answered request; the same facts always give the same section."""
    found = await store.rereview(conn, cipher, re_review_id)
    about = await store.about(conn, cipher, found) if found else None
    if found is None or about is None:
        raise NoSuchReReview
    result = await results.result(conn, found.candidate_id)
    return found, section(found, about, result.sealed if result else None)


def section(found: ReReview, about: About, result: SectionRef | None) -> ReReviewSection:
    """Request and answer as a section, with the sealed result that they are about."""
    assert found.finding  # noqa: S101 - only what is answered is sealed
    assert found.answer  # noqa: S101
    assert found.answered_at  # noqa: S101
    return ReReviewSection(
        stage=found.stage,
        office=about.office_name,
        round=found.round,
        result_sha256=result.sha256 if result else "",
        asked_at=found.asked_at.astimezone(SHANGHAI).replace(microsecond=0),
        reason=found.request.reason,
        files=tuple(
            EnclosedFile(file_id=one.file_id, sha256=one.sha256, pages=one.pages)
            for one in found.request.files
        ),
        finding=found.finding,
        answer=found.answer,
        answered_by=found.answered_by_name,
        answered_at=found.answered_at.astimezone(SHANGHAI).replace(microsecond=0),
    )


async def note_effect(conn: Connection, application_id: UUID) -> None:
    """What was answered took effect: the case is over, or before a meeting again."""
    for one in await store.ids_of(conn, application_id):
        await outbox.hear(conn, derived(ReReviewAnswered.topic, one))


def refuse_unless_enclosed(found: ReReview, file_id: UUID) -> None:
    """Only files of the request are shown."""
    if all(one.file_id != file_id for one in found.request.files):
        raise NoFile
