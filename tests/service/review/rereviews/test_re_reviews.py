"""The office whose meeting voted answers a request once; a result that is set aside counts no more."""

import asyncio
from dataclasses import replace
from uuid import UUID

from contracts.application import derived_id
from contracts.candidates import Candidate
from contracts.case import SectionRef
from contracts.erasure import PersonRequest
from contracts.rereview import Finding, SealReReview
from contracts.results import Onward
from contracts.review import Task
from contracts.sections.rereview import ReReviewSection
from kit.clock import now
from kit.ids import new_id
from services.review.results.domain import Candidate as Listed
from tests.service.review.committee.test_experts import OFFICE
from tests.service.review.meetings.gathering import MEETINGS, a_library, accepted, called, frozen, members
from tests.service.review.meetings.test_concluding import WHY, closed
from tests.service.review.meetings.test_papers import granted
from tests.service.review.rereviews.disputing import ANSWER, PAGE, REASON, asked
from tests.service.review.results.electing import (
    FAILS,
    PASSES,
    PLAN,
    Elected,
    a_candidate,
    announce,
    committee,
    elected,
)
from tests.service.review.world import Case, Office, World, department

CONFIRMED = {**ANSWER, "confirmed": "yes"}
SET_ASIDE = {**CONFIRMED, "finding": "set_aside"}
TOLD = "select body from outbox where topic = 'review.re_review_answered'"


async def disputed(world: World) -> tuple[Office, Elected, str]:
    """Not elected, and asked for."""
    office = committee(id=OFFICE.id)
    lost = await a_candidate(world, office)
    await lost.voted(world, FAILS)
    return office, lost, f"{PAGE}/{(await asked(world, lost)).re_review_id}"


async def waiting(world: World) -> int:
    """How much waits at the office whose queue was told last."""
    (row,) = await world.rows(
        "select body from outbox where topic = 'review.queue_changed' order by position desc limit 1"
    )
    return int(row["body"]["waiting"])


async def findings(world: World) -> list[str | None]:
    return [row["finding"] for row in await world.rows("select finding from re_reviews")]


async def test_the_office_reads_the_request_and_answers_it_once(world: World) -> None:
    office, lost, path = await disputed(world)
    browser = world.browser(office)
    assert await waiting(world) == 2  # the case itself is open, too
    assert "待答复 1 件" in (await browser.get("/review")).text
    assert "待答复" in (await browser.get(PAGE)).text
    page = (await browser.get(path)).text
    for said in (REASON, "验收意见.pdf", FAILS.text, "出席 15 人，同意 9 票"):
        assert said in page
    assert (await world.looks())[-1].person_ids == (lost.task.person_id,)
    before = await browser.post(path, data=ANSWER)
    assert before.status_code == 200
    assert "确认复查结果" in before.text
    assert await findings(world) == [None]
    answers = await asyncio.gather(*(browser.post(path, data=CONFIRMED) for _ in range(3)))
    assert [answer.status_code for answer in answers] == [303] * 3
    assert await waiting(world) == 1
    (told,) = await world.rows(TOLD)
    assert (told["body"]["finding"], told["body"]["office"]) == (Finding.UPHELD, office.name)
    assert ANSWER["answer"] not in str(told["body"])
    other = await browser.post(path, data=SET_ASIDE)
    assert other.status_code == 409
    assert "已经答复" in other.text
    assert await findings(world) == ["upheld"]
    asked_id = UUID(path.rpartition("/")[2])
    request = SealReReview(
        re_review_id=asked_id, name=f"re-review-1-{lost.task.stop.stage}", previous="0" * 64
    )
    ref = await world.activities.seal_re_review(request)
    assert await world.activities.seal_re_review(request) == ref
    sealed = (await world.file.open(lost.case.id, ref, ReReviewSection)).data
    assert (sealed.reason, sealed.answer, sealed.finding) == (REASON, ANSWER["answer"], Finding.UPHELD)
    assert (sealed.answered_by, sealed.office, len(sealed.files)) == (office.person, office.name, 1)
    await world.activities.close_re_review(lost.case.id)
    heard = "select heard_at from outbox where topic = 'review.re_review_answered'"
    assert (await world.rows(heard))[0]["heard_at"]
    assert "待答复" not in (await browser.get("/review")).text


async def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_written(world: World) -> None:
    office, _, path = await disputed(world)
    browser = world.browser(office)
    empty = await browser.post(path, data={"answer": "太短", "confirmed": "yes"})
    assert empty.status_code == 422
    assert empty.text.count('href="#finding"') == 1
    assert empty.text.count('href="#answer"') == 1
    long = await browser.post(path, data={**CONFIRMED, "answer": "复" * 1001})
    assert long.status_code == 422
    assert "最多 1000 个字" in long.text
    assert await findings(world) == [None]
    assert not await world.rows(TOLD)


async def test_another_office_finds_no_request(world: World) -> None:
    _, _, path = await disputed(world)
    (row,) = await world.rows("select request_encrypted from re_reviews")
    assert REASON not in row["request_encrypted"]
    for office in (committee(id=new_id()), department()):
        browser = world.browser(office)
        assert (await browser.get(path)).status_code == 404
        assert (await browser.post(path, data=CONFIRMED)).status_code == 404
        assert (await browser.get(f"{path}/files/{new_id()}")).status_code == 404
        assert "没有复查申请" in (await browser.get(PAGE)).text
    assert await findings(world) == [None]


async def test_who_is_elected_the_second_time_is_announced_once(world: World) -> None:
    office, lost, path = await disputed(world)
    assert (await world.browser(office).post(path, data=SET_ASIDE)).status_code == 303
    again = Second(lost.case, lost.task, 2, lost.onward)
    await again.voted(world, PASSES)
    await again.opened(world)
    page = (await world.browser(office).get(PLAN)).text
    assert "评审通过 1 人" in page
    assert (await announce(world.browser(office))).status_code == 303
    await again.noticed(world)
    ref = await again.sealed(world)
    assert ref.name == f"result-1-{lost.task.stop.stage}"
    rows = await world.rows("select outcome, set_aside_by is null as counts from results order by place")
    assert [tuple(row.values()) for row in rows] == [("not_elected", False), ("elected", True)]


async def test_a_publicity_that_was_overturned_keeps_its_line_when_another_follows(world: World) -> None:
    office = committee()
    (first,) = await elected(world, office)
    announced = await announce(world.browser(office))
    await first.noticed(world)
    await first.sealed(world)
    path = f"{PAGE}/{(await asked(world, first)).re_review_id}"
    assert (await world.browser(office).post(path, data=SET_ASIDE)).status_code == 303
    again = Second(first.case, first.task, 2, first.onward)
    await again.voted(world, PASSES)
    await again.opened(world)
    page = (await world.browser(office).get(announced.headers["location"])).text
    assert page.count("张三") == 1
    second = await announce(world.browser(office))
    assert second.status_code == 303
    assert (await world.browser(office).get(second.headers["location"])).text.count("张三") == 1


async def test_a_person_who_is_forgotten_leaves_no_request(world: World) -> None:
    office, lost, path = await disputed(world)
    await world.activities.erase_person(PersonRequest(person_id=lost.task.person_id))
    assert await world.rows("select * from re_reviews") == []
    assert (await world.browser(office).get(path)).status_code == 404


async def test_another_meeting_votes_on_the_case_and_the_first_keeps_its_result(world: World) -> None:
    case, browser = await accepted(world, OFFICE), world.browser(OFFICE)
    await a_library(browser, of_each=8)
    first = await closed(world, case, elected=0)
    told = {"case-1-chosen": WHY}
    assert (await browser.post(f"{MEETINGS}/{first}/results", data=told)).status_code == 303
    lost = await lost_case(world, case)
    path = f"{PAGE}/{(await asked(world, lost)).re_review_id}"
    assert (await browser.post(path, data=SET_ASIDE)).status_code == 303
    before = (await browser.get(f"{MEETINGS}/{first}/results")).text
    await world.activities.enter_candidate(
        Candidate(
            id=derived_id(case, "candidate", 2),
            application_id=case,
            person_id=lost.task.person_id,
            city="shaoxing",
            plan=lost.task.plan,
            round=1,
            stop=lost.task.stop,
            entered_at=now(),
            manifest=lost.case.manifest,
        )
    )
    await frozen(world, OFFICE, lost.task.plan)
    short = await called(browser, **{"count-1": "5", "count-2": "5"})
    page = (await browser.get(f"{MEETINGS}/{short}")).text
    assert "在原评审会议上评审过的 11 位专家须回避" in page
    refused = await browser.post(f"{MEETINGS}/{short}/draw")
    assert refused.status_code == 409
    assert "可抽取的只有 4 人" in refused.text
    assert "另有 11 位专家在原评审会议上评审过" in refused.text
    second = await closed(world, case, elected=1)
    assert not {*await members(world, first)} & {*await members(world, second)}
    assert (await browser.get(f"{MEETINGS}/{second}/voting")).text.count("复查后重新评审时回避") == 11
    assert (await browser.post(f"{MEETINGS}/{second}/results")).status_code == 303
    _, lists = granted(world, (await browser.get(f"{MEETINGS}/{second}/papers")).text)
    assert sum(len(part.recused) for part in lists) == 11
    rows = await world.rows("select place, outcome, meeting_id from results order by place")
    assert [(row["place"], row["outcome"], str(row["meeting_id"])) for row in rows] == [
        (1, "not_elected", first),
        (2, "elected", second),
    ]
    assert (await browser.get(f"{MEETINGS}/{first}/results")).text == before


async def lost_case(world: World, application_id: UUID) -> Elected:
    """The case as it stands in the tables of its office."""
    (row,) = await world.rows("select id, person_id, plan, stage, manifest from tasks")
    case = Case(world, application_id, 1)
    case.manifest = tuple(SectionRef(**ref) for ref in row["manifest"])
    task = Task(
        id=row["id"],
        application_id=application_id,
        person_id=row["person_id"],
        city="shaoxing",
        plan=row["plan"],
        round=1,
        stop=replace(OFFICE.stop, stage=row["stage"]),
        opened_at=now(),
        manifest=case.manifest,
    )
    return Elected(case, task, 1, Onward.PUBLISH)


class Second(Elected):
    """The same case before another meeting of the same office."""

    @property
    def release_id(self) -> UUID:
        return derived_id(self.case.id, "release", self.task.stop.stage, 2)

    @property
    def candidate(self) -> Listed:
        return replace(super().candidate, id=derived_id(self.case.id, "candidate", 2))
