"""Paper ballots of a closed vote: two officials count, each by themselves, until both say the same."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from cities.offices import Office
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, NotFound, Refusal
from kit.session import Session
from services.review.meetings.domain.ballots import Case, recused_in
from services.review.meetings.domain.counts import Count, Counting, sheet_of, tallies_of
from services.review.meetings.domain.meetings import Meeting
from services.review.meetings.operations.drawing import meeting_of
from services.review.meetings.store import ballots
from services.review.meetings.store import counts as store


class NothingToCount(NotFound):
    """这次会议没有要录入的纸质票。纸质票在主持人结束投票后录入。"""


class CountedAlready(Refusal):
    """两位经办人的录入已经一致，投票结果已经形成，不能再录入。"""


class AnotherAttempt(Refusal):
    """您打开本页后，两位经办人的录入经比对不一致，需要重新清点。请在重新打开的本页中录入。"""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A meeting that voted on paper, and how far its counting is."""

    meeting: Meeting
    cases: list[Case]
    recused: dict[UUID, int]
    present: int
    counting: Counting


async def counted_of(
    conn: Connection, cipher: FieldCipher, office: Office, meeting_id: UUID, *, to_change: bool = False
) -> Counted:
    """The counting of a meeting of this office."""
    meeting = await meeting_of(conn, cipher, office, meeting_id, to_change=to_change)
    if not meeting.by_paper or meeting.closed_at is None:
        raise NothingToCount
    present = {one.expert_id for one in await ballots.members_of(conn, meeting_id) if one.is_present}
    return Counted(
        meeting=meeting,
        cases=await ballots.agenda_of(conn, cipher, meeting_id),
        recused=recused_in(await ballots.recusals_of(conn, meeting_id), present),
        present=len(present),
        counting=await store.counting_of(conn, meeting_id),
    )


async def enter(
    conn: Connection,
    cipher: FieldCipher,
    who: Session,
    office: Office,
    meeting_id: UUID,
    read: Callable[[str], int | None],
    *,
    number: int,
) -> None:
    """Enter what one counted, in place of one's own; when a second person says the same it is the tally."""
    found = await counted_of(conn, cipher, office, meeting_id, to_change=True)
    sheet, faults = sheet_of(read, found.cases, found.recused, present=found.present)
    before = found.counting.mine(who.account_id, number)
    if before and before.sheet == sheet:
        return  # a second click
    if found.counting.is_agreed:
        raise CountedAlready
    if number != found.counting.number:
        raise AnotherAttempt
    if sheet is None:
        raise Invalid(faults=faults)
    count = Count(
        meeting_id=meeting_id,
        number=number,
        account_id=who.account_id,
        by_name=who.name,
        entered_at=now(),
        sheet=sheet,
    )
    await store.put_count(conn, count)
    if not (await store.counting_of(conn, meeting_id)).is_agreed:
        return
    counts = bool(found.meeting.recused_counts)
    for tally in tallies_of(sheet, found.recused, present=found.present, recused_counts=counts):
        await ballots.insert_tally(conn, meeting_id, tally)
