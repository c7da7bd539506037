"""业绩档案审核: the employer verifies or returns items; several persons at once is several single acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.access import Access, Shown
from contracts.archive import ArchiveRead, VerificationDecided
from kit import outbox
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, NotFound, Refusal
from kit.ids import derived
from kit.session import Session
from services.archive.file.domain import Item, State
from services.archive.file.operations.read import File, file_for_update, file_of, tell_readiness
from services.archive.file.operations.waiting import tell_waiting
from services.archive.file.store import items
from services.archive.verification import store
from services.archive.verification.domain import (
    ATTESTATION,
    Clerk,
    Decision,
    Judgement,
    Verdict,
    faults_of,
)

SHOWN = frozenset({State.SUBMITTED, State.VERIFIED, State.RETURNED})


class ItemsChanged(Refusal):
    """所选内容在您查看之后已被申报人修改，或已办理完毕。请重新查看后再办理。"""


@dataclass(frozen=True, kw_only=True)
class Act:
    """What a clerk decides about one person in one go; alone it is its own batch."""

    id: UUID
    batch_id: UUID
    person_id: UUID
    judgements: Sequence[Judgement]
    is_attested: bool


async def tell_read(conn: Connection, who: Session, people: Sequence[UUID], shown: Shown) -> None:
    """Tell that somebody was shown these people's archives, or that they are on a list."""
    if not people:
        return
    at = now()
    access = Access.of(who, people, shown)
    event_id = derived(ArchiveRead.topic, who.account_id, shown, *access.person_ids, at.isoformat())
    await outbox.add(conn, ArchiveRead(id=event_id, about=who.account_id, at=at, access=access))


async def file_for_clerk(conn: Connection, cipher: FieldCipher, clerk: Clerk, person_id: UUID) -> File:
    """The file of one of the clerk's own people who has submitted something; of nobody else."""
    file = await file_of(conn, cipher, person_id)
    if file is None or file.person.employer_id != clerk.employer_id:
        raise NotFound
    if not any(item.state in SHOWN or item.verified for item in file.items):
        raise NotFound
    return file


async def files_for_clerk(
    conn: Connection, cipher: FieldCipher, clerk: Clerk, person_ids: Sequence[UUID]
) -> Sequence[File]:
    """The files of those among the persons who are the clerk's own and wait for something."""
    found = []
    for person_id in dict.fromkeys(person_ids):
        file = await file_of(conn, cipher, person_id)
        is_own = file is not None and file.person.employer_id == clerk.employer_id
        if file and is_own and any(item.state is State.SUBMITTED for item in file.items):
            found.append(file)
    return found


async def decide(conn: Connection, cipher: FieldCipher, clerk: Clerk, act: Act, *, at: datetime) -> Decision:
    """Verify and return items. What changed since the clerk saw it is skipped; the same act twice is once."""
    decision, is_new = await _decide(conn, cipher, clerk, act, at)
    if is_new:
        await tell_waiting(conn, [clerk.employer_id])
    return decision


async def _decide(
    conn: Connection, cipher: FieldCipher, clerk: Clerk, act: Act, at: datetime
) -> tuple[Decision, bool]:
    file = await _file_of_own_person(conn, cipher, clerk, act.person_id)
    before = await store.decision_by_id(conn, cipher, act.id)
    if before:
        return _same(before, clerk, act), False
    if faults := faults_of(act.judgements, is_attested=act.is_attested):
        raise Invalid(faults=faults)
    pairs = _in_time(file, act.judgements)
    if not pairs and act.id == act.batch_id:
        raise ItemsChanged
    decision = _decision(file, clerk, act, pairs, at)
    await store.insert_decision(conn, cipher, decision)
    await _judge(conn, pairs, decision)
    await items.touch_items(conn, [item.id for item, _ in pairs])
    await _tell(conn, cipher, decision)
    return decision, bool(pairs)


async def decide_batch(
    conn: Connection, cipher: FieldCipher, clerk: Clerk, acts: Sequence[Act], *, at: datetime
) -> Sequence[Decision]:
    """One act per person; a person who is not the employer's any more stops nobody else's."""
    if faults := faults_of([one for act in acts for one in act.judgements], is_attested=_all_attested(acts)):
        raise Invalid(faults=faults)
    done, is_changed = [], False
    for act in sorted(
        acts, key=lambda act: act.person_id
    ):  # always in one order, so that none waits for ever
        try:
            decision, is_new = await _decide(conn, cipher, clerk, act, at)
        except NotFound:
            continue
        done.append(decision)
        is_changed = is_changed or is_new
    if is_changed:
        await tell_waiting(conn, [clerk.employer_id])
    return done


def _all_attested(acts: Sequence[Act]) -> bool:
    return all(act.is_attested for act in acts)


async def _file_of_own_person(conn: Connection, cipher: FieldCipher, clerk: Clerk, person_id: UUID) -> File:
    if await file_of(conn, cipher, person_id) is None:
        raise NotFound
    file = await file_for_update(conn, cipher, person_id)
    if file.person.employer_id != clerk.employer_id:
        raise NotFound
    return file


def _same(decision: Decision, clerk: Clerk, act: Act) -> Decision:
    if (decision.clerk_id, decision.person_id) != (clerk.account_id, act.person_id):
        raise NotFound
    return decision


def _in_time(file: File, judgements: Sequence[Judgement]) -> list[tuple[Item, Judgement]]:
    """The items that still are what the clerk saw, each with its judgement."""
    submitted = {item.id: item for item in file.items if item.state is State.SUBMITTED}
    found = {judgement.item_id: judgement for judgement in judgements if judgement.item_id in submitted}
    pairs = ((submitted[item_id], judgement) for item_id, judgement in found.items())
    return [(item, judgement) for item, judgement in pairs if item.revision == judgement.revision]


def _decision(
    file: File, clerk: Clerk, act: Act, pairs: Sequence[tuple[Item, Judgement]], at: datetime
) -> Decision:
    verified = sum(judgement.verdict is Verdict.VERIFIED for _, judgement in pairs)
    return Decision(
        id=act.id,
        batch_id=act.batch_id,
        person_id=act.person_id,
        employer_id=clerk.employer_id,
        city=file.person.city,
        clerk_id=clerk.account_id,
        clerk_name=clerk.name,
        attestation=ATTESTATION if verified else "",
        verified=verified,
        returned=len(pairs) - verified,
        skipped=len(act.judgements) - len(pairs),
        decided_at=at,
    )


async def _judge(conn: Connection, pairs: Sequence[tuple[Item, Judgement]], decision: Decision) -> None:
    """However many there are, two statements: the older versions first, since one is in use at a time."""
    verified = [item for item, judgement in pairs if judgement.verdict is Verdict.VERIFIED]
    await items.supersede_versions(conn, [item.verified.id for item in verified if item.verified])
    await items.judge_versions(
        conn, [(item.current.id, *_judged(judgement)) for item, judgement in pairs], decision_id=decision.id
    )


def _judged(judgement: Judgement) -> tuple[State, str]:
    if judgement.verdict is Verdict.VERIFIED:
        return State.VERIFIED, ""
    return State.RETURNED, judgement.reason


async def _tell(conn: Connection, cipher: FieldCipher, decision: Decision) -> None:
    if decision.verified + decision.returned == 0:
        return
    await tell_readiness(conn, cipher, decision.person_id, at=decision.decided_at)
    await outbox.add(
        conn,
        VerificationDecided(
            id=derived(VerificationDecided.topic, decision.id),
            about=decision.person_id,
            at=decision.decided_at,
            person_id=decision.person_id,
            city=decision.city,
            is_verified=decision.returned == 0,
        ),
    )
