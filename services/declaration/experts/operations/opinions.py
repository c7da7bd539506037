"""The opinions of the two experts while the applicant types them, and held against what the plan asks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cities import Experts, Plan
from contracts.case import Problem
from contracts.sections.declaration import Recommendation, Signing
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from services.declaration.drafting.domain.answers import Answers
from services.declaration.drafting.domain.declarations import Draft, Record
from services.declaration.drafting.domain.essays import essay
from services.declaration.drafting.domain.reopening import EXPERTS
from services.declaration.drafting.operations.draft import is_news
from services.declaration.drafting.operations.reopening import Locked, refuse_unless_open
from services.declaration.drafting.store.forms import form_for_update, form_of
from services.declaration.drafting.store.people import (
    employer_shown,
    picks_of,
    verified_facts,
    verified_records,
)
from services.declaration.experts.domain.achievements import Taken, taken
from services.declaration.experts.domain.opinions import (
    NUMBERS,
    RULE,
    Asked,
    Links,
    names_of,
    pending,
    read,
    signings,
)
from services.declaration.experts.store.invitations import invitations_of, is_mobile_of
from services.declaration.experts.store.opinions import Opinions, opinions_of, put_opinions

OF_ANOTHER_NAME = (
    "两位专家签名时的申报人姓名不同。请作废姓名有误的那份意见，重新邀请这位专家，或重新保存专家意见"
)


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
    for number in await links_of(conn, cipher, record.id):  # is not typed, whatever an older page sends
        kept = {name: found.draft.answers.get(name, "") for name in names_of(number)}
        answers = {**answers, **kept}
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
    links = await links_of(conn, cipher, declaration_id)
    typed = (await opinions_of(conn, cipher, declaration_id)).applicant
    return next((link.applicant for link in links.values()), typed)


async def links_of(conn: Connection, cipher: FieldCipher, declaration_id: UUID) -> Links:
    """Which of the two are asked by message."""
    return {link.number: link for link in await invitations_of(conn, cipher, declaration_id)}


async def asked_of(
    conn: Connection, cipher: FieldCipher, record: Record, plan: Plan, experts: Experts, *, applicant: str
) -> Asked:
    """What the experts of this declaration are held against."""
    employer, _ = await employer_shown(conn, record.employer_id)
    form = await form_of(conn, record.id)
    found = await _taken(conn, cipher, record)
    return Asked(
        by=experts,
        applicant=applicant,
        employer=employer,
        year=plan.year,
        now=now(),
        landmark=essay(str(form.answers.get("landmark") or "")),
        achievements=tuple(one for one in found if one.record.is_public),
        hidden=sum(not one.record.is_public for one in found),
        is_own_mobile=await is_mobile_of(conn, cipher, record.person_id),
    )


async def _taken(conn: Connection, cipher: FieldCipher, record: Record) -> tuple[Taken, ...]:
    """The achievements that the declaration takes by now, as far as archive told of them."""
    facts = await verified_facts(conn, cipher, record.person_id)
    return taken(
        await verified_records(conn, cipher, record.person_id),
        await picks_of(conn, record.person_id),
        plan=record.plan,
        application=record.id,
        since=facts.current_title_on if facts else "",
    )


@dataclass(frozen=True, kw_only=True)
class Recommended:
    """Two valid opinions and how they came, or everything that stands against them."""

    opinions: tuple[Recommendation, ...] = ()
    signings: tuple[Signing, ...] = ()
    problems: tuple[Problem, ...] = ()


async def recommended(
    conn: Connection, cipher: FieldCipher, record: Record, plan: Plan, experts: Experts
) -> Recommended:
    """What two experts say of the applicant (A6.3)."""
    page = f"/declarations/{record.id}/experts"
    found: Opinions = await opinions_of(conn, cipher, record.id)
    links = await links_of(conn, cipher, record.id)
    if not any(found.draft.answers.values()) and not links:
        missing = "请邀请两位推荐专家，或填写两位专家签名的意见（《举荐专业技术职务任职资格专家意见表》）"
        return Recommended(problems=(Problem(rule=RULE, page=page, message=missing),))
    applicant = await signed_for(conn, cipher, record.id)
    asked = await asked_of(conn, cipher, record, plan, experts, applicant=applicant)
    opinions, faults = read(found.draft.answers, asked, links)
    problems = [
        Problem(rule=fault.rule, page=f"{page}#{fault.field}", message=fault.message) for fault in faults
    ]
    has_typed = len(links) < len(NUMBERS)
    names = {link.applicant for link in links.values()} | ({found.applicant} if has_typed else set())
    if len(names - {""}) > 1:
        problems.append(Problem(rule=RULE, page=page, message=OF_ANOTHER_NAME))
    if problems:
        return Recommended(problems=tuple(problems))
    return Recommended(opinions=opinions, signings=signings(asked, links))


async def waiting_for(conn: Connection, cipher: FieldCipher, record: Record) -> list[str]:
    """Which experts have a link and have not signed, and until when they may."""
    links = await links_of(conn, cipher, record.id)
    return [told for number in sorted(links) if (told := pending(links[number], now()))]
