"""A decision as a section of the sealed case file."""

from dataclasses import replace
from uuid import UUID

from contracts.case import Role, SectionRef
from contracts.review import Decided
from contracts.sections import publicity as contract
from contracts.sections.checks import Check
from contracts.sections.commission import Commission
from contracts.sections.decision import Attestation, DecisionSection, Substitution
from kit import outbox
from kit.calendar import Workdays
from kit.clock import SHANGHAI
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Refusal
from kit.ids import derived
from services.review.commissions import operations as commissions
from services.review.examination.domain.decisions import Decision
from services.review.examination.operations import examining
from services.review.publicity.domain import UNPROVEN, Proven, Publicity
from services.review.publicity.operations import proving
from services.review.publicity.operations.publicising import days_counted
from services.review.substitutions import store as substitutions
from services.review.substitutions.domain import Substitution as Made
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Task
from services.review.tasks.store import tasks as store


class NotDecided(Refusal):
    """这项审查还没有作出决定。"""


async def compose_section(
    conn: Connection, cipher: FieldCipher, calendar: Workdays, task_id: UUID
) -> tuple[Task, DecisionSection]:
    """The task, and what the section says. The same decision always gives the same section."""
    task = await tasks.any_task(conn, cipher, task_id)
    examination = await examining.examination(conn, task)
    if examination.decision is None:
        raise NotDecided
    publicity = examination.publicity if task.role is Role.EMPLOYER else None
    commission = await commissions.sent_with(conn, cipher, task)
    proven = await proving.proven(conn, cipher, publicity)
    made = (
        await substitutions.substitution(conn, cipher, task.id)
        if examination.decision.substitution_id
        else None
    )
    return task, section(
        task, examination.decision, publicity, calendar, examination.checks, commission, proven, made
    )


async def note_sealed(conn: Connection, task_id: UUID, ref: SectionRef) -> None:
    """Remember where the sealed decision lies; its case has heard of it."""
    await outbox.hear(conn, derived(Decided.topic, task_id))
    await store.note_sealed(conn, task_id, ref)


def section(
    task: Task,
    decision: Decision,
    publicity: Publicity | None,
    calendar: Workdays,
    checks: tuple[Check, ...] = (),
    commission: Commission | None = None,
    proven: Proven = UNPROVEN,
    substitution: Made | None = None,
) -> DecisionSection:
    """What an office decided, with the names of the items as they were."""
    decided_at = decision.decided_at.astimezone(SHANGHAI).replace(microsecond=0)
    names = {found.item: found.name for found in decision.findings}
    return DecisionSection(
        stage=task.stage,
        office=task.office_name,
        role=task.role,
        round=task.round,
        verdict=decision.verdict,
        reason=decision.reason,
        changes=tuple(names.get(code, code) for code in decision.changes),
        items=decision.findings,
        opinion=decision.opinion,
        signed_by=decision.signed_by,
        decided_at=decided_at,
        attestation=Attestation(text=decision.attestation, by=decision.signed_by, at=decided_at)
        if decision.attestation
        else None,
        publicity=_publicity(publicity, calendar) if publicity and publicity.is_over else None,
        mends=decision.mends,
        reasons=decision.reasons,
        is_last_return=decision.is_last_return,
        checks=tuple(map(_check, checks)),
        commission=commission,
        posting=_posting(proven) if proven.is_proven else None,
        substitution=acted(substitution) if substitution else None,
    )


def _check(check: Check) -> Check:
    """As it is sealed: moments in Shanghai, to the second."""
    if check.overruled is None:
        return check
    at = check.overruled.at.astimezone(SHANGHAI).replace(microsecond=0)
    return replace(check, overruled=replace(check.overruled, at=at))


def _publicity(publicity: Publicity, calendar: Workdays) -> contract.Publicity:
    return contract.Publicity(
        place=publicity.place,
        posted_on=publicity.posted_on,
        ended_on=publicity.ended_on,
        days=days_counted(calendar, publicity),
        objections=publicity.handling if publicity.has_objections else contract.NO_OBJECTIONS,
        result=publicity.result,
    )


def _posting(proven: Proven) -> contract.Posting:
    return contract.Posting(
        proofs=tuple(
            contract.Proof(file_id=one.file_id, sha256=one.sha256, media_type=one.media_type, pages=one.pages)
            for one in proven.proofs
        ),
        link=proven.link,
    )


def acted(made: Made) -> Substitution:
    """What is sealed of an act in another office's place."""
    proof = contract.Proof(
        file_id=made.file_id, sha256=made.sha256, media_type=made.media_type, pages=made.pages
    )
    return Substitution(
        office=made.office_name,
        reason=made.reason,
        due_at=made.due_at.astimezone(SHANGHAI),
        taken_at=made.taken_at.astimezone(SHANGHAI).replace(microsecond=0),
        proof=proof,
    )
