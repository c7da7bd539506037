"""A result as a section of the sealed case file."""

from dataclasses import dataclass
from datetime import date, datetime

from cities import City
from contracts.candidates import Judged
from contracts.case import SectionRef
from contracts.results import ResultOverturned, ResultPublished, SealResult
from contracts.sections.parts import Submission
from contracts.sections.publicity import NO_OBJECTIONS
from contracts.sections.result import (
    Certificate,
    ResultInterview,
    ResultMeeting,
    ResultPublicity,
    ResultSection,
)
from contracts.sections.result import Vote as SealedVote
from kit import outbox
from kit.clock import SHANGHAI
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound
from kit.ids import derived
from services.review.objections import operations as objections
from services.review.objections import store as objections_store
from services.review.objections.domain import Objection, handling
from services.review.results.domain import Announcement, Release, Result
from services.review.results.store import releases
from services.review.results.store import results as store
from services.review.tasks.store import tasks


class NoResult(NotFound):
    """这份申报还没有登记评审结果。"""


@dataclass(frozen=True, kw_only=True)
class Told:
    """Everything that a section tells, as it stands."""

    result: Result
    office: str
    release: Release | None
    announcement: Announcement | None
    objections: list[Objection]
    meeting: ResultMeeting | None = None
    interview: ResultInterview | None = None


async def told(conn: Connection, cipher: FieldCipher, request: SealResult) -> Told:
    """What was recorded of a case at a committee, and what came of it."""
    where = (request.application_id, request.round, request.stage)
    result = await store.result_of_stage(conn, *where)
    if result is None:
        raise NoResult
    release = await releases.release_of_stage(conn, *where)
    office = release.office_name if release else await tasks.office_of_stage(conn, *where)
    announced = release.announcement_id if release else None
    return Told(
        result=result,
        office=office,
        release=release,
        announcement=await releases.announcement(conn, announced) if announced else None,
        meeting=await store.meeting_of(conn, result.meeting_id) if result.meeting_id else None,
        interview=await store.interview_of(conn, cipher, result.candidate_id),
        objections=await objections_store.objections_of_release(conn, cipher, release.id) if release else [],
    )


async def note_sealed(conn: Connection, cipher: FieldCipher, told: Told, ref: SectionRef) -> None:
    """Remember where the section lies; nothing about it is public or investigated any more."""
    await store.note_sealed(conn, told.result.candidate_id, ref)
    await outbox.hear(conn, derived(Judged.topic, told.result.candidate_id))
    if told.release is None:
        return
    await outbox.hear(
        conn,
        derived(ResultPublished.topic, told.release.id),
        derived(ResultOverturned.topic, told.release.id),
    )
    if told.announcement is not None:
        await releases.note_over(conn, told.release.id)
        for task_id in {objection.task_id for objection in told.objections}:
            await objections.lapse(conn, cipher, task_id)


def section(told: Told, certificate: Certificate | None) -> ResultSection:
    """What is sealed; the same facts always give the same section."""
    result = told.result
    return ResultSection(
        stage=result.stage,
        office=told.office,
        round=result.round,
        vote=SealedVote(
            present=result.present, yes=result.yes, recused=result.recused, outcome=result.outcome
        ),
        text=result.text,
        recorded_at=result.recorded_at.astimezone(SHANGHAI).replace(microsecond=0),
        place=result.place,
        roster=result.roster,
        publicity=_publicity(told),
        is_overturned=certificate is None and told.announcement is not None,
        certificate=certificate,
        recused_counts=result.recused_counts,
        by_paper=result.by_paper,
        meeting=told.meeting,
        interview=told.interview,
    )


def certificate(
    city: City, told: Told, submitted: Submission, *, year: int, level: str, at: datetime
) -> Certificate:
    """What the certificate says, from the sealed submission."""
    person, declared = submitted.identity.person, submitted.declaration.declared
    serial = told.release.serial if told.release and told.release.serial else 0
    return Certificate(
        number=city.certificate_number(year=year, level=level, serial=serial),
        name=person.name,
        id_number=person.id_number,
        employer=submitted.identity.employer.name,
        title=declared.title_applied,
        specialty=declared.specialty,
        category=declared.category,
        obtained_on=_day(at),
        authority=told.office,
    )


def _publicity(told: Told) -> ResultPublicity | None:
    if told.announcement is None or told.release is None or told.announcement.token is None:
        return None
    answered = [one for one in told.objections if one.answer]
    return ResultPublicity(
        posted_on=told.announcement.announced_on,
        ended_on=told.release.ended_on,
        objections=handling(answered) or NO_OBJECTIONS,
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
