"""What the real writers write of a result and of its re-review."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import cities
from contracts.case import SectionRef
from contracts.rereview import Enclosed, Finding, Request
from contracts.results import Onward, Outcome, Spoken
from contracts.sections.kinds import Section
from contracts.sections.names import SectionKind
from contracts.sections.parts import Submission
from contracts.sections.rereview import ReReviewSection
from contracts.sections.result import ResultInterview, ResultMeeting, ResultSection
from services.review.rereviews.domain import About, ReReview
from services.review.rereviews.operations import section as re_review_writes
from services.review.results.domain import Announcement, Release
from services.review.results.domain import Result as Voted
from services.review.results.operations.sealing import Told, certificate
from services.review.results.operations.sealing import section as result_writes

CASE = UUID(int=0xCA5E)


def voted(submitted: Submission) -> dict[SectionKind, Section]:
    """Both."""
    return {SectionKind.RESULT: result(submitted), SectionKind.RE_REVIEW: re_review()}


def result(submitted: Submission) -> ResultSection:
    """A result whose publicity is over."""
    at = datetime(2022, 11, 30, 1, tzinfo=UTC)
    due_at = datetime(2022, 12, 7, 16, tzinfo=UTC)
    told = Told(
        result=Voted(
            candidate_id=CASE,
            application_id=CASE,
            person_id=CASE,
            city="shaoxing",
            plan="2022-engineer",
            office_id=CASE,
            stage="committee",
            round=1,
            place=3,
            roster=1,
            present=15,
            yes=12,
            recused=1,
            outcome=Outcome.ELECTED,
            text="",
            recorded_by="王五",
            recorded_at=at,
            by_paper=True,
        ),
        office="绍兴市中评委办公室",
        release=Release(
            id=CASE,
            city="shaoxing",
            application_id=CASE,
            person_id=CASE,
            plan="2022-engineer",
            office_id=CASE,
            office_name="绍兴市中评委办公室",
            stage="committee",
            round=1,
            onward=Onward.PUBLISH,
            opened_at=at,
            announcement_id=CASE,
            serial=7,
            due_at=due_at,
        ),
        announcement=Announcement(
            id=CASE,
            city="shaoxing",
            office_id=CASE,
            plan="2022-engineer",
            onward=Onward.PUBLISH,
            token="token",
            telephone="0575-88880000",
            announced_at=at,
            announced_by=CASE,
            announced_by_name="王五",
        ),
        objections=[],
        meeting=ResultMeeting(
            title="2022年度中级评审会议",
            number="384-107-6252",
            held_on=date(2022, 11, 30),
            place="绍兴市生态环境局 302 会议室",
            minutes_sha256="5f" * 32,
            vote_sheet_sha256="c4" * 32,
        ),
        interview=ResultInterview(held_on=date(2022, 11, 29), outcome=Spoken.PASSED, said="熟悉所做的工作"),
    )
    city = cities.load(Path(cities.__file__).parent).city("shaoxing")
    return result_writes(told, certificate(city, told, submitted, year=2022, level="中级", at=due_at))


def re_review() -> ReReviewSection:
    """A request that was answered."""
    at = datetime(2022, 12, 20, 1, tzinfo=UTC)
    enclosed = Enclosed(file_id=CASE, name="验收意见.pdf", pages=2, sha256="9b" * 32)
    found = ReReview(
        id=CASE,
        city="shaoxing",
        application_id=CASE,
        person_id=CASE,
        plan="2022-engineer",
        office_id=CASE,
        stage="committee",
        round=1,
        candidate_id=CASE,
        asked_at=at,
        request=Request(reason="会议没有评议第二项主要业绩，附验收意见。", files=(enclosed,)),
        finding=Finding.SET_ASIDE,
        answer="经复核，会议没有评议第二项主要业绩，由评委会重新评审。",
        answered_by_name="王五",
        answered_at=at,
    )
    about = About(
        task_id=CASE,
        office_name="绍兴市中评委办公室",
        applicant="张三",
        employer="绍兴市环境监测中心",
        plan_title="2022年度",
        title_applied="工程师",
    )
    sealed = SectionRef(name="result-1-committee", key="result", sha256="5f" * 32)
    return re_review_writes(found, about, sealed)
