"""A self-assessment while the applicant fills it in, and held against the score that the kind asks for."""

from datetime import datetime

from cities import Kind, Plan
from contracts.case import Problem
from contracts.sections.assessment import SelfAssessment
from kit.crypto import FieldCipher
from kit.db import Connection
from services.declaration.drafting.domain.answers import Answers
from services.declaration.drafting.domain.declarations import Draft, Record
from services.declaration.drafting.domain.reopening import ASSESSMENT
from services.declaration.drafting.operations.draft import is_news
from services.declaration.drafting.operations.reopening import Locked, refuse_unless_open
from services.declaration.drafting.store.forms import form_for_update
from services.declaration.drafting.store.people import verified_records
from services.declaration.scoring.domain import RULE, Asked, Standing, standing
from services.declaration.scoring.store import EMPTY, answers_of, drafts_of, put_draft


async def asked_of(
    conn: Connection, cipher: FieldCipher, record: Record, plan: Plan, kind: Kind | None
) -> Asked | None:
    """By what this declaration is scored; none where the kind asks for no score."""
    if kind is None or kind.minimum_score is None or plan.scoring is None:
        return None
    records = await verified_records(conn, cipher, record.person_id)
    return Asked(scoring=plan.scoring, minimum=kind.minimum_score, records=records)


async def standing_of(conn: Connection, record: Record, asked: Asked) -> Standing:
    """What it comes to by now."""
    return standing(asked, answers_of(await drafts_of(conn, record.id)))


async def save_part(
    conn: Connection, record: Record, part: str, answers: Answers, *, version: int, at: datetime
) -> Draft:
    """Save one page, whatever it says; the lock on the form makes of two tabs one after the other."""
    if not record.is_with_applicant:
        raise Locked
    await form_for_update(conn, record.id)
    before = (await drafts_of(conn, record.id)).get(part, EMPTY)
    if not is_news(before, answers, version):
        return before
    await refuse_unless_open(conn, record, ASSESSMENT)
    saved = Draft(version=before.version + 1, answers=answers)
    await put_draft(conn, record.id, part, saved, city=record.city, saved_at=at)
    return saved


async def self_assessed(
    conn: Connection, record: Record, asked: Asked
) -> tuple[SelfAssessment | None, tuple[Problem, ...]]:
    """The self-assessment as it is sealed, or everything that stands against it (A6.4)."""
    found = await standing_of(conn, record, asked)
    page = f"/declarations/{record.id}/assessment"
    problems = tuple(
        Problem(rule=RULE, page=f"{page}/{part}" if part else page, message=message)
        for part, message in found.lacking
    )
    return (None if problems else found.sealed()), problems
