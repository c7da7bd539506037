"""The opinions of the two experts while the applicant types them, and held against what the plan asks."""

from datetime import date, datetime
from uuid import UUID

from cities import Experts, Plan
from contracts.case import Problem
from contracts.sections.declaration import Recommendation
from kit.crypto import FieldCipher
from kit.db import Connection
from services.declaration.drafting.domain.answers import Answers
from services.declaration.drafting.domain.declarations import Draft, Record
from services.declaration.drafting.domain.reopening import EXPERTS
from services.declaration.drafting.operations.draft import is_news
from services.declaration.drafting.operations.reopening import Locked, refuse_unless_open
from services.declaration.drafting.store.forms import form_for_update
from services.declaration.drafting.store.people import employer_shown
from services.declaration.experts.domain import RULE, Asked, read
from services.declaration.experts.store import Opinions, opinions_of, put_opinions


async def save_opinions(
    conn: Connection,
    cipher: FieldCipher,
    record: Record,
    answers: Answers,
    *,
    applicant: str,
    version: int,
    at: datetime,
) -> Draft:
    """Save whatever was typed; the lock on the form makes of two tabs one after the other."""
    if not record.is_with_applicant:
        raise Locked
    await form_for_update(conn, record.id)
    found = await opinions_of(conn, cipher, record.id)
    has_news = is_news(found.draft, answers, version)
    if found.applicant == applicant and not has_news:
        return found.draft
    await refuse_unless_open(conn, record, EXPERTS)
    saved = Draft(version=found.draft.version + 1, answers=answers)
    await put_opinions(
        conn,
        cipher,
        record.id,
        answers,
        city=record.city,
        applicant=applicant,
        version=saved.version,
        saved_at=at,
    )
    return saved


async def signed_for(conn: Connection, cipher: FieldCipher, declaration_id: UUID) -> str:
    """The applicant's name in the statement that the experts signed; it may have been corrected since."""
    return (await opinions_of(conn, cipher, declaration_id)).applicant


async def asked_of(
    conn: Connection, record: Record, plan: Plan, experts: Experts, *, applicant: str, today: date
) -> Asked:
    """What the experts of this declaration are held against."""
    employer, _ = await employer_shown(conn, record.employer_id)
    return Asked(by=experts, applicant=applicant, employer=employer, year=plan.year, today=today)


async def recommended(
    conn: Connection, cipher: FieldCipher, record: Record, plan: Plan, experts: Experts, today: date
) -> tuple[tuple[Recommendation, ...], tuple[Problem, ...]]:
    """Two valid opinions, or everything that stands against them (A6.3)."""
    page = f"/declarations/{record.id}/experts"
    found: Opinions = await opinions_of(conn, cipher, record.id)
    if not any(found.draft.answers.values()):
        missing = "请填写两位推荐专家的意见（《举荐专业技术职务任职资格专家意见表》）"
        return (), (Problem(rule=RULE, page=page, message=missing),)
    asked = await asked_of(conn, record, plan, experts, applicant=found.applicant, today=today)
    opinions, faults = read(found.draft.answers, asked)
    return opinions, tuple(
        Problem(rule=fault.rule, page=f"{page}#{fault.field}", message=fault.message) for fault in faults
    )
