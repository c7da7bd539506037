"""Voting is opened by the committee's office: chair, quorum, cases, and who has no part in which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from cities import City
from cities.offices import Office
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid, Refusal
from kit.session import Session
from services.review.committee import store as library
from services.review.meetings.domain.ballots import (
    SAME_NAME,
    Case,
    Looked,
    Part,
    Possible,
    Recommender,
    Recusal,
    Said,
    Way,
    has_quorum,
    possible,
    relation,
)
from services.review.meetings.domain.counts import MOST_CASES
from services.review.meetings.domain.meetings import Meeting
from services.review.meetings.operations.drawing import NoSuchMeeting, NotDrawn, meeting_of
from services.review.meetings.store import ballots as store
from services.review.rosters.store import lock_plan


class OpenedAlready(Refusal):
    """投票已经开始，不能再改变评审对象和主持人。"""


class LookFirst(Refusal):
    """有的委员与评审对象可能是合作者，请先逐一核实：需要回避的勾选，再开始投票。"""

    def __init__(self, found: Sequence[Possible]) -> None:
        super().__init__()
        self.found = found


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the sealed sections say of a case, as far as recusals go by it."""

    recommenders: Sequence[Recommender] = ()
    achievements: Sequence[Said] = ()


Known = Mapping[UUID, Told]  # by case


@dataclass(frozen=True, kw_only=True)
class Found:
    """Who has no part in a case, and who may have none."""

    certain: Sequence[Recusal]
    possible: Sequence[Possible]

    def sorted_by(self, looked: Looked) -> tuple[list[Possible], list[Recusal]]:
        """Whom nobody looked at yet, and who was confirmed."""
        unseen = [one for one in self.possible if one.key not in looked.seen]
        confirmed = [
            Recusal(application_id=one.application_id, expert_id=one.expert_id, why=SAME_NAME)
            for one in self.possible
            if one.key in looked.confirmed
        ]
        return unseen, confirmed


async def set_part(
    conn: Connection, cipher: FieldCipher, office: Office, meeting_id: UUID, expert_id: UUID | None, part: str
) -> None:
    """Who is chair or deputy."""
    meeting = await meeting_of(conn, cipher, office, meeting_id, to_change=True)
    _refuse_unless_waiting(meeting)
    faults = []
    if expert_id not in {one.expert_id for one in await store.members_of(conn, meeting_id)}:
        faults.append(Fault(field="member", message="请选择一位委员"))
    if part not in {Part.CHAIR, Part.DEPUTY}:
        faults.append(Fault(field="part", message="请选择主任委员或副主任委员"))
    if faults or expert_id is None:
        raise Invalid(faults=faults)
    await store.put_part(conn, meeting_id, expert_id, Part(part))


async def open_voting(
    conn: Connection,
    cipher: FieldCipher,
    who: Session,
    place: tuple[City, Office],
    meeting_id: UUID,
    wanted: Sequence[UUID],
    known: Known,
    looked: Looked,
    *,
    way: str = Way.ELECTRONIC,
) -> None:
    """Begin: everything that stands against it is told at once."""
    city, office = place
    meeting = await meeting_of(conn, cipher, office, meeting_id, to_change=True)
    if meeting.opened_at is not None and meeting.opened_by_name == who.name:
        return  # a second click
    _refuse_unless_waiting(meeting)
    await lock_plan(conn, office.id, meeting.plan)  # nobody on the agenda is returned meanwhile
    members = await store.members_of(conn, meeting_id)
    there = {
        case.application_id: case for case, _ in await store.to_vote_on(conn, cipher, office.id, meeting.plan)
    }
    faults = []
    if not wanted or set(wanted) - there.keys():
        faults.append(Fault(field="cases", message="请在名单中选择评审对象"))
    present = [one for one in members if one.is_present]
    if not has_quorum(len(present), len(members)):
        words = f"签到的委员 {len(present)} 人，不足全体 {len(members)} 人的三分之二，不能开会"
        faults.append(Fault(field="cases", message=words))
    if not any(one.part is not Part.NONE for one in present):
        faults.append(Fault(field="cases", message="请先指定主任委员或副主任委员主持，并由其签到"))
    if way not in {Way.ELECTRONIC, Way.PAPER}:
        faults.append(Fault(field="way", message="请选择电子投票或纸质票"))
    elif way == Way.PAPER and len(wanted) > MOST_CASES:
        words = f"用纸质票的会议，评审对象最多 {MOST_CASES} 人，现选择 {len(wanted)} 人，请分几次会议"
        faults.append(Fault(field="cases", message=words))
    if faults:
        raise Invalid(faults=faults)
    cases = [case for case in there.values() if case.application_id in set(wanted)]
    found = await _found(conn, cipher, meeting, [one.expert_id for one in members], cases, known)
    unseen, confirmed = found.sorted_by(looked)
    if unseen:
        raise LookFirst(found.possible)
    before = await store.voted_before(conn, office.id, meeting.plan)
    again = [one for one in before if one.application_id in set(wanted)]
    await store.insert_agenda(conn, cipher, meeting_id, cases)
    await store.put_open(
        conn,
        meeting_id,
        at=now(),
        by_name=who.name,
        by_paper=way == Way.PAPER,
        recused_counts=city.meetings.recused_counts,
    )
    for recusal in (*again, *found.certain, *confirmed):
        await store.insert_recusal(conn, meeting_id, recusal)


async def _found(
    conn: Connection,
    cipher: FieldCipher,
    meeting: Meeting,
    members: Sequence[UUID],
    cases: Sequence[Case],
    known: Known,
) -> Found:
    """Every pair of member and case that the platform sees to be related, or thinks may be."""
    library_of = {one.id: one for one in await library.experts_of(conn, cipher, meeting.office_id)}
    experts = [library_of[member] for member in members]
    told = {case.application_id: known.get(case.application_id, Told()) for case in cases}
    certain = [
        Recusal(application_id=case.application_id, expert_id=expert.id, why=why)
        for expert in experts
        for case in cases
        if (why := relation(expert, case, told[case.application_id].recommenders))
    ]
    pairs = {(one.application_id, one.expert_id) for one in certain}
    named = possible(experts, {case: one.achievements for case, one in told.items()})
    return Found(
        certain=certain, possible=[one for one in named if (one.application_id, one.expert_id) not in pairs]
    )


def _refuse_unless_waiting(meeting: Meeting | None) -> None:
    if meeting is None:
        raise NoSuchMeeting
    if meeting.drawn_at is None:
        raise NotDrawn
    if meeting.opened_at is not None:
        raise OpenedAlready
