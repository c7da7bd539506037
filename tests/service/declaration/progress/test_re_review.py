"""Whoever was not elected asks for a re-review once, within the plan's days, and reads the answer."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from contracts.application import Status, Turn
from contracts.case import Role, SectionRef
from contracts.clock import DeadlineKind
from contracts.declaration import Started
from contracts.rereview import Finding, Request, ReReviewAnswered, ReReviewAsked
from contracts.results import Outcome, Spoken
from contracts.sections.result import ResultInterview, ResultSection, Vote
from kit.adapters import adapter
from kit.db import Pool, transaction
from kit.grants import Grants
from kit.ids import new_id
from kit.sealed import CaseFile
from services.declaration.activities import Activities
from services.declaration.settings import Settings
from tests.service.declaration.attachments.receipts import a_receipt
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Browsers, Events, News
from tests.service.declaration.world import a_deadline_request, a_move

VOTED = datetime(2022, 12, 1, 4, tzinfo=UTC)
REASON = "会议没有评议第二项主要业绩，附验收意见。"
ANSWER = "经复核会议记录，第二项主要业绩没有提交评议。"
RESULT = ResultSection(
    stage="committee",
    office="绍兴市生态环境专业中评委办公室",
    round=1,
    vote=Vote(present=15, yes=9, recused=0, outcome=Outcome.NOT_ELECTED),
    text="主要业绩与申报专业的关联不够。",
    recorded_at=VOTED,
    place=1,
    roster=1,
    interview=ResultInterview(held_on=date(2022, 11, 30), outcome=Spoken.FAILED, said="不熟悉所做的工作"),
)


@dataclass
class Lost:
    """A case that a committee did not pass; the deadline for asking is the workflow's."""

    started: Started
    activities: Activities
    news: News
    sections: tuple[SectionRef, ...]
    position: int = 1

    @property
    def id(self) -> UUID:
        return self.started.application_id

    @property
    def page(self) -> str:
        return f"/declarations/{self.id}"

    async def moved(self, event: str, status: Status, **changes: Any) -> Any:
        self.position += 1
        at = VOTED + timedelta(hours=self.position)
        turn = Turn(who=Role.PLATFORM, name="", why="期限内可以申请复查，期满办结", since=at)
        values = {"turn": turn, "round": 1, "manifest": self.sections, **changes}
        move = a_move(self.id, self.position, at=at, event=event, status=status, **values)
        return await self.activities.record_progress(move)

    async def answered(self, re_review: UUID, finding: Finding) -> None:
        for _ in range(2):
            await self.news.tell(
                ReReviewAnswered(
                    id=new_id(),
                    about=self.id,
                    at=VOTED + timedelta(days=9),
                    application_id=self.id,
                    person_id=self.started.person_id,
                    city="shaoxing",
                    plan=self.started.plan,
                    re_review_id=re_review,
                    finding=finding,
                    office=RESULT.office,
                    answer_encrypted=self.news.cipher.encrypt(ANSWER),
                )
            )


@pytest.fixture
def grants(settings: Settings) -> Grants:
    return Grants(settings.grant_keys.get_secret_value())


@pytest.fixture
async def lost(
    applicant: Browser, started: Events, activities: Activities, case_file: CaseFile, news: News, pool: Pool
) -> Lost:
    await applicant.start()
    (event,) = await started()
    async with transaction(pool) as conn:
        await conn.execute("update plan_versions set content = content || '{\"re_review_days\": 10}'::jsonb")
    await case_file.publish_key(event.application_id, case_file.new_key())
    ref = await case_file.seal(event.application_id, "result-1-committee", RESULT)
    lost = Lost(event, activities, news, (SectionRef(name=ref.name, key=ref.key, sha256=ref.sha256),))
    request = a_deadline_request(event, DeadlineKind.RE_REVIEW, VOTED)
    deadline = await lost.moved("not_elected", Status.NOT_ELECTED, deadline=request)
    # The tenth day is a Sunday.
    assert deadline.due_at == datetime(2022, 12, 12, 16, tzinfo=UTC)
    return lost


async def told(pool: Pool, topic: str) -> list[dict[str, Any]]:
    async with transaction(pool) as conn:
        rows = await conn.fetch("select body from outbox where topic = $1 order by position", topic)
    return [row["body"] for row in rows]


async def test_a_request_is_taken_once_and_the_case_is_active_again(
    applicant: Browser, lost: Lost, grants: Grants, pool: Pool, news: News
) -> None:
    page = await applicant.get(lost.page)
    assert f"{lost.page}/re-review" in page.links()
    assert "2022年12月12日 24:00" in page.text
    receipt = a_receipt(grants, applicant.person_id, purpose="re_review", name="验收意见.pdf")
    form = await applicant.get(f"{lost.page}/re-review", receipt=[receipt])
    assert "验收意见.pdf" in form.text
    typed = {"reason": f" {REASON} ", "receipt": [receipt]}
    answers = await asyncio.gather(*(applicant.post(f"{lost.page}/re-review", typed) for _ in range(3)))
    assert [answer.status for answer in answers] == [303] * 3
    (asked,) = await told(pool, ReReviewAsked.topic)
    request = adapter(Request).validate_json(news.cipher.decrypt(asked["request_encrypted"]))
    assert (request.reason, [one.name for one in request.files]) == (REASON, ["验收意见.pdf"])
    assert len(await told(pool, "declaration.files_kept")) == 1
    assert (await applicant.post(f"{lost.page}/re-review", {"reason": "另一个理由"})).status == 409
    assert (await applicant.post("/plans/open/start")).leads_to == lost.page
    assert await lost.activities.end_re_review(UUID(asked["re_review_id"]))
    assert f"{lost.page}/re-review" not in (await applicant.get(lost.page)).links()


async def test_the_answer_is_read_in_the_record(applicant: Browser, lost: Lost, pool: Pool) -> None:
    await applicant.post(f"{lost.page}/re-review", {"reason": REASON})
    (asked,) = await told(pool, ReReviewAsked.topic)
    await lost.moved("re_review_asked", Status.RE_REVIEWING, stage="committee")
    (*_, ended) = await told(pool, "declaration.ended")
    assert ended["is_over"] is False
    async with transaction(pool) as conn:
        heard = "select heard_at from outbox where topic = $1"
        assert await conn.fetchval(heard, ReReviewAsked.topic)
    waiting = (await applicant.get(lost.page)).text
    for said in (
        "未通过（2022年11月30日）",
        "评审结果复查中",
        REASON,
        "主要业绩与申报专业的关联不够。",
        "申请复查评审结果 您本人",
    ):
        assert said in waiting
    assert (await applicant.post("/plans/open/start")).leads_to == lost.page
    await lost.answered(UUID(asked["re_review_id"]), Finding.UPHELD)
    await lost.moved("upheld", Status.RESULT_UPHELD)
    page = (await applicant.get(lost.page)).text
    for said in ("评审未通过（复查维持）", "维持原评审结果", ANSWER, RESULT.office):
        assert said in page
    assert (await applicant.post("/plans/open/start")).leads_to != lost.page


async def test_everything_that_is_wrong_is_told_and_nothing_is_written(
    applicant: Browser, lost: Lost, grants: Grants, pool: Pool
) -> None:
    path = f"{lost.page}/re-review"
    many = [
        a_receipt(grants, applicant.person_id, purpose="re_review", name=f"{number}.pdf")
        for number in range(6)
    ]
    wrong = await applicant.post(path, {"reason": "复" * 1001, "receipt": many})
    assert wrong.status == 422
    assert "请删减 1 字" in wrong.text
    assert "最多 5 份材料" in wrong.text
    assert len(wrong.soup.select('input[name="receipt"]')) == 6
    assert (await applicant.post(path, {"reason": " \n "})).status == 422
    others = a_receipt(grants, new_id(), purpose="re_review")
    assert (await applicant.post(path, {"reason": REASON, "receipt": others})).status == 403
    old = a_receipt(grants, applicant.person_id, purpose="re_review", lasts=timedelta(-1))
    assert (await applicant.post(path, {"reason": REASON, "receipt": old})).status == 422
    assert await told(pool, ReReviewAsked.topic) == []


async def test_after_the_days_it_is_refused_with_the_last_one(
    applicant: Browser, lost: Lost, pool: Pool
) -> None:
    async with transaction(pool) as conn:
        deadline_id = await conn.fetchval("select id from deadlines where kind = 're_review'")
    for _ in range(2):
        assert not await lost.activities.end_re_review(deadline_id)
    late = await applicant.post(f"{lost.page}/re-review", {"reason": REASON})
    assert late.status == 409
    assert "已于 2022年12月12日 24:00 截止" in late.text
    assert (await applicant.get(f"{lost.page}/re-review")).leads_to == lost.page
    assert "申请复查的期限已于 2022年12月12日 24:00 截止" in (await applicant.get(lost.page)).text
    assert await told(pool, ReReviewAsked.topic) == []


async def test_somebody_else_and_who_began_anew_cannot_ask(
    applicant: Browser, lost: Lost, browsers: Browsers, pool: Pool
) -> None:
    for browser in (browsers("applicant"), browsers("clerk")):
        assert (await browser.get(f"{lost.page}/re-review")).status in {403, 404}
        assert (await browser.post(f"{lost.page}/re-review", {"reason": REASON})).status in {403, 404}
    other = (await applicant.post("/plans/open/start")).leads_to
    assert other != lost.page
    refused = await applicant.post(f"{lost.page}/re-review", {"reason": REASON})
    assert refused.status == 409
    assert "另行申报" in refused.text
    assert (await applicant.post(f"{other}/re-review", {"reason": REASON})).status == 409
    assert await told(pool, ReReviewAsked.topic) == []


async def test_a_plan_without_days_has_no_deadline_for_it(
    applicant: Browser, started: Events, activities: Activities, pool: Pool
) -> None:
    await applicant.start()
    (event,) = await started()
    request = a_deadline_request(event, DeadlineKind.RE_REVIEW, VOTED)
    move = a_move(
        event.application_id, 1, at=VOTED, event="not_elected", status=Status.NOT_ELECTED, deadline=request
    )
    assert await activities.record_progress(move) is None
    async with transaction(pool) as conn:
        assert await conn.fetchval("select count(*) from deadlines") == 0
    page = f"/declarations/{event.application_id}"
    assert (await applicant.get(f"{page}/re-review")).leads_to == page
    assert (await applicant.post(f"{page}/re-review", {"reason": REASON})).status == 409
