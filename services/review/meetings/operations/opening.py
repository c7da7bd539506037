"""Voting is opened by the committee's office: chair, quorum, cases, and who has no part in which."""

from collections.abc import Mapping, Sequence
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
    Case,
    Part,
    Recommender,
    Recusal,
    Way,
    has_quorum,
    relation,
)
from services.review.meetings.domain.counts import MOST_CASES
from services.review.meetings.domain.meetings import Meeting
from services.review.meetings.operations.drawing import NoSuchMeeting, NotDrawn, meeting_of
from services.review.meetings.store import ballots as store


class OpenedAlready(Refusal):
    """投票已经开始，不能再改变评审对象和主持人。"""


Recommenders = Mapping[UUID, Sequence[Recommender]]  # by case


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
    recommenders: Recommenders,
    *,
    way: str = Way.ELECTRONIC,
) -> None:
    """Begin: everything that stands against it is told at once."""
    city, office = place
    meeting = await meeting_of(conn, cipher, office, meeting_id, to_change=True)
    if meeting.opened_at is not None and meeting.opened_by_name == who.name:
        return  # a second click
    _refuse_unless_waiting(meeting)
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
    await store.insert_agenda(conn, cipher, meeting_id, cases)
    await store.put_open(
        conn,
        meeting_id,
        at=now(),
        by_name=who.name,
        by_paper=way == Way.PAPER,
        recused_counts=city.meetings.recused_counts,
    )
    for recusal in await _found(
        conn, cipher, meeting, [one.expert_id for one in members], cases, recommenders
    ):
        await store.insert_recusal(conn, meeting_id, recusal)


async def _found(
    conn: Connection,
    cipher: FieldCipher,
    meeting: Meeting,
    members: Sequence[UUID],
    cases: Sequence[Case],
    recommenders: Recommenders,
) -> list[Recusal]:
    """Every pair of member and case that the platform sees to be related."""
    experts = {one.id: one for one in await library.experts_of(conn, cipher, meeting.office_id)}
    return [
        Recusal(application_id=case.application_id, expert_id=member, why=why)
        for member in members
        for case in cases
        if (why := relation(experts[member], case, recommenders.get(case.application_id, ())))
    ]


def _refuse_unless_waiting(meeting: Meeting | None) -> None:
    if meeting is None:
        raise NoSuchMeeting
    if meeting.drawn_at is None:
        raise NotDrawn
    if meeting.opened_at is not None:
        raise OpenedAlready
