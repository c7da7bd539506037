"""What the real writer writes of a result."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import cities
from contracts.results import Onward, Outcome
from contracts.sections.parts import Submission
from contracts.sections.result import ResultMeeting, ResultSection
from services.review.results.domain import Announcement, Release
from services.review.results.domain import Result as Voted
from services.review.results.operations.sealing import Told, certificate
from services.review.results.operations.sealing import section as result_writes

CASE = UUID(int=0xCA5E)


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
    )
    city = cities.load(Path(cities.__file__).parent).city("shaoxing")
    return result_writes(told, certificate(city, told, submitted, year=2022, level="中级", at=due_at))
