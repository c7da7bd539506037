"""What declaration seals: its own section, and the list that covers a whole submission, with its receipt."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import structlog

from contracts.application import Status, Verdict
from contracts.case import Problem
from contracts.declaration import Progress, SealManifest
from contracts.sections.assessment import SelfAssessment
from contracts.sections.decision import DecisionSection
from contracts.sections.declaration import DeclarationSection, DeclaredPlan, Recommendation, Reopened
from contracts.sections.names import SectionKind, SectionName, newest
from contracts.sections.submission import SubmissionSection
from kit.blobs import BlobMissing
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound
from kit.ids import derived
from kit.sealed import Broken, CaseFile, KeyMissing, WrittenLater
from services.declaration.attachments.domain import sealed
from services.declaration.attachments.domain.wanted import Enclosures
from services.declaration.attachments.operations import enclosures_of
from services.declaration.drafting.domain.answers import Answered, read
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.domain.reopening import AREAS, named
from services.declaration.drafting.operations.draft import Desk
from services.declaration.drafting.operations.reopening import asked_for, open_named
from services.declaration.drafting.store import declarations, forms
from services.declaration.drafting.store.people import verified_facts
from services.declaration.experts.domain.opinions import experts_of
from services.declaration.experts.operations.opinions import Recommended, recommended
from services.declaration.plans import store as plans
from services.declaration.scoring.domain import assessed_kind
from services.declaration.scoring.operations import asked_of, self_assessed
from services.declaration.submission.domain import Receipt
from services.declaration.submission.store import keep_receipt

log = structlog.get_logger()

SUBMITTED = "submitted"  # as the workflow calls that move


async def compose_section(
    conn: Connection, cipher: FieldCipher, application_id: UUID, today: date
) -> tuple[DeclarationSection | None, tuple[Problem, ...]]:
    """The section "declaration", or everything that stands against it (A8.8)."""
    record = await declarations.declaration(conn, application_id)
    if record is None:
        raise NotFound
    plan = await plans.plan_as_started(conn, record.city, record.plan, record.plan_version)
    desk = Desk(
        record=record,
        plan=plan,
        draft=await forms.form_of(conn, application_id),
        verified=await verified_facts(conn, cipher, record.person_id),
    )
    form, faults = read(desk.draft.answers, plan, today, desk.verified)
    enclosures = await enclosures_of(conn, cipher, desk)
    page = f"/declarations/{application_id}/form"
    problems = tuple(
        Problem(rule=fault.rule, page=f"{page}#{fault.field}", message=fault.message) for fault in faults
    )
    problems += enclosures.problems
    advice = Recommended()
    if experts := experts_of(plan, desk.draft.answers.get("kind")):
        advice = await recommended(conn, cipher, record, plan, experts)
        problems += advice.problems
    assessment: SelfAssessment | None = None
    kind = assessed_kind(plan, desk.draft.answers.get("kind", ""))
    if asked := await asked_of(conn, cipher, record, plan, kind):
        assessment, lacking = await self_assessed(conn, record, asked)
        problems += lacking
    if form is None or problems:
        return None, problems
    told = section(record.plan, record.plan_version, enclosures, form, advice.opinions)
    reopened = await _reopened(conn, record)
    return replace(told, assessment=assessment, signings=advice.signings, reopened=reopened), ()


async def _reopened(conn: Connection, record: Record) -> tuple[Reopened, ...]:
    return tuple(
        Reopened(code=one.area, name=AREAS[one.area].name, reason=one.reason)
        for one in await asked_for(conn, record)
    )


def section(
    plan_id: str,
    version: str,
    enclosures: Enclosures,
    form: Answered,
    recommendations: tuple[Recommendation, ...] = (),
) -> DeclarationSection:
    """The plan, in the version with which the declaration was begun, the form, and what is enclosed."""
    plan = enclosures.plan
    told = DeclaredPlan(id=plan_id, title=plan.title, version=version, level=plan.level, year=plan.year)
    return DeclarationSection(
        plan=told,
        declared=form.declared,
        difference=form.difference,
        landmark=form.landmark,
        is_skilled=form.is_skilled,
        recommendations=recommendations,
        particulars=sealed.particulars(enclosures),
        attachments=sealed.attachments(enclosures),
        registered=sealed.registered(enclosures),
        conditions=plan.conditions.model_dump_json(exclude_defaults=True),
    )


def compose_list(submission: SealManifest) -> tuple[SectionName, SubmissionSection]:
    """The name and the content of the list of what was submitted."""
    listed = SubmissionSection(round=submission.round, sections=submission.sections)
    return SectionName(SectionKind.SUBMISSION, submission.round), listed


async def named_by(case_file: CaseFile, progress: Progress) -> frozenset[str]:
    """What the decision opens by which a case was returned; nothing until it is there.

    One that cannot be read closes nothing: nobody is kept from mending by what is broken with us.
    """
    ref = newest(progress.manifest, SectionKind.DECISION)
    if progress.status is not Status.RETURNED or ref is None:
        return frozenset()
    try:
        decision = (await case_file.open(progress.application_id, ref, DecisionSection)).data
    except (Broken, WrittenLater, KeyMissing, BlobMissing):
        log.exception("decision_unreadable", application_id=str(progress.application_id))
        return frozenset()
    is_this = (decision.round, decision.verdict) == (progress.round, Verdict.RETURNED)
    return named(decision) if is_this else frozenset()


async def open_what_was_named(conn: Connection, progress: Progress, areas: frozenset[str]) -> None:
    """Let the applicant mend what the office named; told twice it is once."""
    record = await declarations.declaration(conn, progress.application_id)
    if areas and record is not None:
        await open_named(conn, record.id, progress.round, areas, city=record.city, at=progress.at)


async def issue_receipt(conn: Connection, progress: Progress) -> None:
    """Have a receipt of a submission that was taken (A8.9); told twice it is one."""
    listed = newest(progress.manifest, SectionKind.SUBMISSION)
    if progress.event != SUBMITTED or listed is None:
        return
    record = await declarations.declaration(conn, progress.application_id)
    if record is None:
        raise NotFound
    receipt = Receipt(
        id=derived("receipt", record.id, str(progress.round)),
        declaration_id=record.id,
        city=record.city,
        round=progress.round,
        submitted_at=progress.at,
        digest=listed.sha256,
    )
    await keep_receipt(conn, receipt)
