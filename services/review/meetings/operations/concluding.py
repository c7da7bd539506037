"""What a closed meeting voted becomes the result of each case: once, all cases together or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from cities.offices import Office
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, NotFound
from kit.session import Session
from services.review.meetings.domain.ballots import Case, Tally
from services.review.meetings.domain.meetings import Meeting
from services.review.meetings.operations.drawing import meeting_of
from services.review.meetings.store import ballots as store
from services.review.results.domain import Candidate, Result, Vote
from services.review.results.operations import recording
from services.review.results.store import results


class NotClosed(NotFound):
    """投票还没有结束，没有评审结果。"""


class NotCounted(NotFound):
    """纸质票还没有由两位经办人录入一致，没有评审结果。"""


@dataclass(frozen=True, kw_only=True)
class Voted:
    """A case with what was voted of it; a result once it is recorded."""

    case: Case
    tally: Tally
    candidate: Candidate
    result: Result | None


async def voted_of(
    conn: Connection, cipher: FieldCipher, office: Office, meeting_id: UUID, *, to_change: bool = False
) -> tuple[Meeting, list[Voted]]:
    """Everybody on whom a closed meeting of this office voted, in the order of the roster."""
    meeting = await meeting_of(conn, cipher, office, meeting_id, to_change=to_change)
    if meeting.closed_at is None:
        raise NotClosed
    cases = {case.application_id: case for case in await store.agenda_of(conn, cipher, meeting_id)}
    tallies = await store.tallies_of(conn, meeting_id)
    if not tallies:
        raise NotCounted
    return meeting, [
        Voted(
            case=cases[one.application_id],
            tally=tallies[one.application_id],
            candidate=one,
            result=await results.result(conn, one.id),
        )
        for one in await store.candidates_of(conn, meeting_id)
    ]


async def conclude(
    conn: Connection,
    cipher: FieldCipher,
    who: Session,
    office: Office,
    meeting_id: UUID,
    said: Callable[[str], str],
) -> None:
    """Record the result of each case; `said` tells by its field why somebody was not elected."""
    meeting, voted = await voted_of(conn, cipher, office, meeting_id, to_change=True)
    votes = [(one, vote_of(meeting, one.tally, said(field_of(one.case)))) for one in voted]
    if faults := [fault for one, vote in votes for fault in vote.faults(f"{field_of(one.case)}-")]:
        raise Invalid(faults=faults)
    for one, vote in votes:
        await recording.record(
            conn, one.candidate, vote, by=who.name, meeting_id=meeting.id, by_paper=meeting.by_paper
        )


def vote_of(meeting: Meeting, tally: Tally, text: str) -> Vote:
    """The vote with everybody who was there; a tally leaves out the recused where the setting says so."""
    counts = bool(meeting.recused_counts)
    return Vote(
        present=tally.present if counts else tally.present + tally.recused,
        yes=tally.yes,
        recused=tally.recused,
        recused_counts=counts,
        text="" if tally.is_passed else text,
    )


def field_of(case: Case) -> str:
    """How the fields of a case are called on the page."""
    return f"case-{case.place}"


def is_recorded(voted: Sequence[Voted]) -> bool:
    """Whether every case has its result."""
    return all(one.result for one in voted)
