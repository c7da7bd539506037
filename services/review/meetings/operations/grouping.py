"""The written opinions of the groups of a meeting: entered by its office until the vote ends."""

from collections.abc import Callable, Sequence
from uuid import UUID

from cities.offices import Office
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, Refusal
from kit.session import Session
from services.review.meetings.domain.ballots import Case
from services.review.meetings.domain.meetings import Meeting
from services.review.meetings.domain.opinions import Opinion, written_of
from services.review.meetings.operations.drawing import NotDrawn, meeting_of
from services.review.meetings.store import ballots
from services.review.meetings.store import opinions as store


class VotingOver(Refusal):
    """投票已经结束，不能再登记评议组的意见。"""


async def cases_of(
    conn: Connection, cipher: FieldCipher, office: Office, meeting_id: UUID, *, to_change: bool = False
) -> tuple[Meeting, Sequence[Case]]:
    """A meeting of this office whose members were drawn, and on whom it votes or may vote."""
    meeting = await meeting_of(conn, cipher, office, meeting_id, to_change=to_change)
    if meeting.drawn_at is None:
        raise NotDrawn
    if meeting.opened_at is not None:
        return meeting, await ballots.agenda_of(conn, cipher, meeting_id)
    return meeting, [case for case, _ in await ballots.to_vote_on(conn, cipher, office.id, meeting.plan)]


async def record(
    conn: Connection,
    cipher: FieldCipher,
    who: Session,
    office: Office,
    meeting_id: UUID,
    read: Callable[[str], str],
) -> None:
    """Keep what the groups wrote; what is not entered stays as it is."""
    meeting, cases = await cases_of(conn, cipher, office, meeting_id, to_change=True)
    if meeting.closed_at is not None:
        raise VotingOver
    found, faults = written_of(cases, read)
    if faults:
        raise Invalid(faults=faults)
    there = {one.id: one.text for one in (await store.opinions_of(conn, cipher, meeting_id)).values()}
    for candidate_id, text in found.items():
        if there.get(candidate_id) == text:
            continue  # a second click, or not changed
        opinion = Opinion(
            id=candidate_id,
            meeting_id=meeting_id,
            text=text,
            recorded_by_name=who.name,
            recorded_at=now(),
        )
        await store.put_opinion(conn, cipher, opinion)
