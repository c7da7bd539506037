"""One decision closes a task (E4.2–E4.4, B3.1–B3.3, C1.1)."""

from uuid import UUID

from cities import Cities, City
from contracts.application import Verdict
from contracts.case import Role
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, Refusal
from kit.ids import derived
from kit.session import Session
from services.review.examination import store
from services.review.examination.domain.decisions import (
    ATTESTATION,
    Decision,
    Proposal,
    Standing,
    faults_of,
    held,
    relevant,
)
from services.review.examination.operations import examining
from services.review.examination.operations.examining import Examination, FindingsChanged
from services.review.publicity.domain import phase_of
from services.review.publicity.operations.publicising import until
from services.review.reasons import store as reasons_store
from services.review.reasons.domain import in_words, mends_of, reasons_of
from services.review.substitutions import operations as substitutions
from services.review.substitutions.domain import Substitution
from services.review.tasks import operations as tasks
from services.review.tasks.domain import State
from services.review.tasks.store import tasks as tasks_store
from services.review.tasks.store import timeline


class ConfirmationNeeded(Refusal):
    """“不通过”将结束这次申报，请再次确认。"""


async def decide(
    conn: Connection,
    cipher: FieldCipher,
    cities: Cities,
    who: Session,
    task_id: UUID,
    proposal: Proposal,
    *,
    version: int,
    is_confirmed: bool = False,
) -> Decision:
    """Decide a task once. The same person's same decision again is the same decision."""
    proposal = relevant(proposal)
    task = await tasks.task_to_change(conn, cipher, who, task_id)
    made = await store.decision_of_task(conn, task.id)
    if made and made.answers(proposal, who.account_id):
        return made
    await tasks.refuse_unless_open(conn, task)
    substitution = await substitutions.acting(conn, cipher, who, task)
    standing = await examining.examination(conn, task)
    if task.version != version:
        raise FindingsChanged(task)
    held_against = _standing(standing, who, cities.city(task.city))
    if faults := faults_of(proposal, held_against):
        raise Invalid(faults=faults)
    if proposal.verdict is Verdict.REFUSED and not is_confirmed:
        raise ConfirmationNeeded
    decision = _decision(proposal, standing, held_against, who, substitution)
    lies = task.awaits_sending and decision.verdict is Verdict.PASSED
    held_until = held(decision, cities.city(task.city).refusal_minutes)
    if held_until:
        await tasks_store.hold_refusal(conn, task.id, decision.decided_at, held_until)
    else:
        state = State.PASSED if lies else State.DECIDED
        await tasks_store.decide_task(conn, task.id, decision.decided_at, state)
    await store.insert_decision(conn, task, decision)
    await reasons_store.insert_given(conn, task, decision.id, decision.given)
    await timeline.add(
        conn,
        task,
        "decided",
        decision.decided_at,
        actor_name=who.name,
        office_name=decision.substitute,
        verdict=decision.verdict,
    )
    if held_until:  # told when the while is over (`refusals`)
        await tasks.tell_held(conn, task, decision.decided_at, held_until)
    elif not lies:  # a pass that lies is told when it is sent on (`batches`)
        await substitutions.tell_decided(conn, cities, task, decision.verdict, decision.decided_at)
    await tasks.tell_queue(conn, task.office_id, task.city)
    return decision


def _standing(examination: Examination, who: Session, city: City) -> Standing:
    task = examination.task
    return Standing(
        role=task.role,
        items=examination.items,
        findings=examination.findings,
        signer=who.name,
        catalogue=city.reasons,
        returns_left=city.returns_left(task.plan, task.round),
        checks=examination.checks,
        publicity=phase_of(examination.publicity),
        publicity_until=until(examination.publicity),
        objections=examination.objections,
    )


def _decision(
    proposal: Proposal,
    examination: Examination,
    standing: Standing,
    who: Session,
    substitution: Substitution | None,
) -> Decision:
    task = examination.task
    mends = mends_of(standing.catalogue, proposal.named, standing.names)
    assert proposal.verdict is not None  # noqa: S101 - a proposal without one has faults
    is_attested = task.role is Role.EMPLOYER and proposal.verdict is Verdict.PASSED
    return Decision(
        id=derived("decision", task.id),
        task_id=task.id,
        verdict=proposal.verdict,
        reason=proposal.reason or in_words(mends),
        opinion=proposal.opinion,
        changes=tuple(mend.item for mend in mends),
        mends=mends,
        reasons=reasons_of(standing.catalogue, proposal.codes, Verdict.REFUSED),
        is_last_return=proposal.verdict is Verdict.RETURNED and standing.returns_left == 1,
        items=tuple(_item(examination, code) for code in examination.findings),
        attestation=ATTESTATION if is_attested else "",
        signed_by=who.name,
        account_id=who.account_id,
        decided_at=now(),
        office=task.office_name,
        role=task.role,
        substitution_id=substitution.id if substitution else None,
        substitute=substitution.office_name if substitution else "",
    )


def _item(examination: Examination, code: str) -> dict[str, str]:
    names = {item.code: item.name for item in examination.items}
    finding = examination.findings[code]
    return {
        "item": code,
        "name": names[code],
        "finding": finding.mark or "",
        "remark": finding.remark,
    }
