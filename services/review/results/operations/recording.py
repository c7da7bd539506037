"""The one door by which a result comes in: of an electronic meeting, or of paper ballots entered twice."""

from uuid import UUID

from kit.clock import now
from kit.db import Connection
from kit.errors import Invalid, Refusal
from services.review.results.domain import Candidate, Result, Vote
from services.review.results.store import results as store
from services.review.rosters import operations as rosters


class RecordedBefore(Refusal):
    """这名申报人的评审结果已经登记，不能再修改。"""


async def record(
    conn: Connection,
    candidate: Candidate,
    vote: Vote,
    *,
    by: str,
    meeting_id: UUID | None = None,
    by_paper: bool = False,
) -> None:
    """Record what was voted of a candidate, and tell the workflow, once; the same again does nothing."""
    if before := await store.result(conn, candidate.id):
        if before.vote != vote:
            raise RecordedBefore
        return
    if faults := vote.faults():
        raise Invalid(faults=faults)
    result = Result(
        candidate_id=candidate.id,
        application_id=candidate.application_id,
        person_id=candidate.person_id,
        city=candidate.city,
        plan=candidate.plan,
        office_id=candidate.office_id,
        stage=candidate.stage,
        round=candidate.round,
        place=candidate.place,
        roster=candidate.roster,
        present=vote.present or 0,
        yes=vote.yes or 0,
        recused=vote.recused or 0,
        recused_counts=vote.recused_counts,
        outcome=vote.outcome,
        text=vote.text,
        recorded_by=by,
        recorded_at=now(),
        meeting_id=meeting_id,
        by_paper=by_paper,
    )
    if not await store.insert_result(conn, result):
        raise RecordedBefore
    await rosters.tell_judged(conn, result.city, result.application_id, result.candidate_id, result.outcome)
