"""Who is interviewed is told when and where; what came of it is recorded before the vote ends."""

from collections.abc import Callable
from uuid import UUID

from cities.offices import Office
from contracts.committee import InterviewCalled
from contracts.results import Spoken
from kit import outbox
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, Refusal
from kit.ids import derived
from kit.session import Session
from services.review.meetings.domain.interviews import (
    Called,
    Interview,
    Interviewee,
    called_faults,
    spoken_of,
)
from services.review.meetings.domain.meetings import Meeting
from services.review.meetings.operations.drawing import meeting_of
from services.review.meetings.store import interviews as store


class NobodyToCall(Refusal):
    """没有等待面试的人。请先在花名册中选择参加面试的人并固定花名册；已登记面试结果的不能再改时间。"""


class VotingOver(Refusal):
    """投票已经结束，不能再安排面试或登记面试结果。"""


async def interviewees_of(
    conn: Connection, cipher: FieldCipher, office: Office, meeting_id: UUID, *, to_change: bool = False
) -> tuple[Meeting, list[Interviewee]]:
    """A meeting of this office, and who is interviewed for it."""
    meeting = await meeting_of(conn, cipher, office, meeting_id, to_change=to_change)
    return meeting, await store.interviewees_of(conn, cipher, meeting)


async def call(
    conn: Connection, cipher: FieldCipher, who: Session, office: Office, meeting_id: UUID, called: Called
) -> None:
    """Give everybody without a result their time; told is whose time or place is another than before."""
    meeting, people = await interviewees_of(conn, cipher, office, meeting_id, to_change=True)
    if meeting.closed_at is not None:
        raise VotingOver
    if faults := called_faults(called, now()):
        raise Invalid(faults=faults)
    waiting = [one for one in people if one.interview is None or one.interview.outcome is Spoken.OPEN]
    if not waiting:
        raise NobodyToCall
    for position, one in enumerate(waiting, 1):
        before = one.interview
        interview = Interview(
            id=one.candidate_id,
            meeting_id=meeting.id,
            position=position,
            begins_at=called.of(position),
            place=called.place,
            called_by_name=who.name,
        )
        if before and (before.begins_at, before.place) == (interview.begins_at, interview.place):
            continue  # a second click, or nothing new for this one
        await store.put_called(conn, cipher, interview)
        await _tell(conn, meeting, one, interview)


async def record(
    conn: Connection,
    cipher: FieldCipher,
    who: Session,
    office: Office,
    meeting_id: UUID,
    read: Callable[[str], str],
) -> None:
    """What came of the interviews that were entered; those left open stay as they are."""
    meeting, people = await interviewees_of(conn, cipher, office, meeting_id, to_change=True)
    if meeting.closed_at is not None:
        raise VotingOver
    found, faults = spoken_of(people, read)
    if faults:
        raise Invalid(faults=faults)
    for candidate_id, (outcome, said) in found.items():
        await store.put_outcome(conn, cipher, candidate_id, outcome, said, who.name)


async def _tell(conn: Connection, meeting: Meeting, one: Interviewee, interview: Interview) -> None:
    told = (meeting.id, one.candidate_id, interview.begins_at.isoformat(), interview.place, now().isoformat())
    await outbox.add(
        conn,
        InterviewCalled(
            id=derived(InterviewCalled.topic, *told),
            about=one.application_id,
            at=now(),
            application_id=one.application_id,
            person_id=one.person_id,
            city=meeting.city,
            plan=meeting.plan,
            begins_at=interview.begins_at,
            place=interview.place,
            position=interview.position,
        ),
    )
