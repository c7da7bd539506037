"""From the vote to the title: public, objected to, overturned, recommended to another committee."""

from uuid import UUID

import pytest

from contracts.application import Status, Verdict
from contracts.candidates import CandidateReturned, Judged
from contracts.case import Duty, Role
from contracts.committee import HandedIn
from contracts.notification import Template
from contracts.payment import Settled
from contracts.rereview import Finding, ReReviewAnswered, ReReviewAsked
from contracts.results import Onward, Outcome, Recommended, ResultOverturned, ResultPublished
from kit.ids import new_id
from tests.workflow.fakes import STAGES, World
from tests.workflow.life import Life

MID = ("mid-committee", Role.COMMITTEE, (Duty.EXAMINE, Duty.RECOMMEND))
LAST = (
    "committee",
    Role.COMMITTEE,
    (Duty.EXAMINE, Duty.ACCEPT, Duty.CHARGE, Duty.PUBLISH_RESULTS),
)


@pytest.fixture
def world() -> World:
    """A committee that publishes results, reached from an employer."""
    world = World()
    world.stages = (STAGES[0], LAST)
    return world


async def elected(life: Life) -> None:
    """Paid, and elected: the office has the result before it."""
    await life.through_employer()
    await life.decide(await life.until_open("committee"))
    await life.pay()
    await life.until_told(Status.RESULT_PENDING)


async def published(life: Life) -> None:
    await elected(life)
    await life.tell(ResultPublished.topic, life.world.releases[-1].id)
    await life.until_told(Status.RESULT_PUBLICISING)


async def test_a_result_that_stands_for_its_period_is_a_title(life: Life) -> None:
    await published(life)
    (release,) = life.world.releases
    assert (release.onward, release.stop.stage, release.round) == (Onward.PUBLISH, "committee", 1)
    await life.pass_days(8)
    assert await life.handle.result() is Status.TITLED
    (notice,) = life.world.release_notices
    assert (notice.release_id, notice.due_at) == (
        release.id,
        life.world.progress[-2].turn.until or notice.due_at,
    )
    (sealed,) = life.world.sealed_results
    assert (sealed.name, sealed.titled_at) == ("result-1-committee", life.world.progress[-1].at)
    assert sealed.previous == next(
        one.sha256 for one in reversed(sealed.manifest) if one.name.startswith("settlement")
    )
    (title,) = life.world.titles
    assert title.result.name == "result-1-committee"
    assert life.world.messages[-1].template is Template.TITLED
    assert [move.event for move in life.world.progress][-3:] == [
        "went_on", "result_published", "result_stands"
    ]  # fmt: skip


async def test_published_early_late_and_twice_is_public_once(life: Life) -> None:
    await elected(life)
    release, fact = life.world.releases[-1].id, new_id()
    for _ in range(3):
        await life.tell(ResultPublished.topic, release, fact_id=fact)
    await life.tell(ResultPublished.topic, new_id())
    await life.until_told(Status.RESULT_PUBLICISING)
    await life.tell(ResultPublished.topic, release)
    await life.pass_days(8)
    assert await life.handle.result() is Status.TITLED
    assert [move.event for move in life.world.progress].count("result_published") == 1


async def test_an_upheld_objection_ends_it_without_a_title(life: Life) -> None:
    await published(life)
    hold = life.a_hold()
    await life.hold(1, hold)
    await life.tell(ResultOverturned.topic, life.world.releases[-1].id)
    await life.hold(2)
    assert await life.handle.result() is Status.NOT_ELECTED
    assert life.world.titles == []
    (sealed,) = life.world.sealed_results
    assert sealed.titled_at is None
    assert life.world.messages[-1].template is Template.NOT_ELECTED


async def test_while_an_objection_is_open_no_title_comes(life: Life) -> None:
    await published(life)
    await life.hold(1, life.a_hold())
    await life.until_so(lambda move: move.event == "held")
    await life.pass_days(60)
    assert life.world.progress[-1].status is Status.RESULT_PUBLICISING
    await life.hold(2)
    await life.pass_days(9)
    assert await life.handle.result() is Status.TITLED


async def test_who_objected_in_the_last_moment_is_heard(life: Life) -> None:
    life.world.objections_open = [True]
    await published(life)
    await life.pass_days(8)
    await life.until_so(lambda move: move.event == "objected")
    first, second = [notice.due_at for notice in life.world.release_notices]
    assert first < second
    await life.pass_days(8)
    assert await life.handle.result() is Status.TITLED


async def test_an_archive_that_is_away_gets_the_title_later(life: Life) -> None:
    life.world.away["title"] = 2
    await published(life)
    await life.pass_days(8)
    assert await life.handle.result() is Status.TITLED
    assert len(life.world.titles) == 1


@pytest.mark.rule("B6.1")
@pytest.mark.rule("P1.1")
async def test_who_is_recommended_goes_on_to_the_senior_committee_in_one_chain(life: Life) -> None:
    life.world.stages = (STAGES[0], MID, LAST)
    await life.through_employer()
    await life.decide(await life.until_open("mid-committee"))
    await life.until_told(Status.RECOMMENDING)
    (release,) = life.world.releases
    assert (release.onward, release.stop.stage) == (Onward.RECOMMEND, "mid-committee")
    await life.tell(Recommended.topic, release.id)
    task = await life.until_open("committee")
    assert life.world.tasks[-1].manifest[-1].name == "result-1-mid-committee"
    await life.decide(task)
    await life.pay()
    await life.until_told(Status.RESULT_PENDING)
    await life.tell(ResultPublished.topic, life.world.releases[-1].id)
    await life.until_told(Status.RESULT_PUBLICISING)
    await life.pass_days(8)
    assert await life.handle.result() is Status.TITLED
    chained = [one for one in life.world.progress[-1].manifest if one.name.startswith("result")]
    assert [one.name for one in chained] == ["result-1-mid-committee", "result-1-committee"]


@pytest.mark.rule("B2.1")
async def test_who_is_recommended_for_a_fee_pays_before_the_meeting_and_is_voted_on_once(life: Life) -> None:
    stage, role, duties = MID
    mid = (stage, role, (*duties[:-1], Duty.CHARGE_RECOMMENDATION, Duty.MEET, duties[-1]))
    life.world.stages = (STAGES[0], mid, LAST)
    await life.through_employer()
    await life.decide(await life.until_open(stage))
    await life.until_told(Status.AWAITING_RECOMMENDATION_FEE)
    notice = life.world.progress[-1].notice
    assert notice
    assert (notice.template, notice.facts["item"]) == (Template.FEE_DUE, "评审推荐费")
    await life.tell(Settled.topic, life.world.orders[-1].order_id)
    await recommended(life)
    await life.decide(await life.until_open("committee"), Verdict.RETURNED)
    await life.until_told(Status.RETURNED)
    await life.submit()
    await life.decide(await life.until_open("employer"))  # what was public stands
    await life.decide(await life.until_open(stage))  # what it voted stands
    await life.decide(await life.until_open("committee"))
    await life.pay()
    await life.until_told(Status.RESULT_PENDING)
    assert len(life.world.candidates) == 1
    assert [one.duty for one in life.world.orders] == [Duty.CHARGE_RECOMMENDATION, Duty.CHARGE]
    names = [one.name for one in life.world.progress[-1].manifest if one.name.startswith("settlement")]
    assert (names, life.world.forms) == (["settlement", "settlement.2"], 1)


async def recommended(life: Life) -> None:
    """The meeting elects, and the office sends it on."""
    await life.until_told(Status.AWAITING_MEETING)
    await life.tell(Judged.topic, life.world.candidates[-1].id, Outcome.ELECTED)
    await life.until_told(Status.RECOMMENDING)
    await life.tell(Recommended.topic, life.world.releases[-1].id)


async def before_the_meeting(life: Life) -> None:
    stage, role, duties = LAST
    life.world.stages = (STAGES[0], (stage, role, (*duties[:-1], Duty.MEET, duties[-1])))
    await life.through_employer()
    await life.decide(await life.until_open("committee"))
    await life.pay()
    await life.until_told(Status.AWAITING_MEETING)


@pytest.mark.rule("M1.2")
async def test_whoever_a_meeting_elects_has_a_result_to_be_published(life: Life) -> None:
    await before_the_meeting(life)
    (candidate,) = life.world.candidates
    assert (candidate.stop.stage, candidate.round) == ("committee", 1)
    assert candidate.manifest == life.world.progress[-1].manifest
    await life.tell(Judged.topic, new_id(), Outcome.NOT_ELECTED)
    fact = new_id()
    for _ in range(2):
        await life.tell(Judged.topic, candidate.id, Outcome.ELECTED, fact_id=fact)
    await life.until_told(Status.RESULT_PENDING)
    assert [move.event for move in life.world.progress].count("elected") == 1
    assert [release.stop.stage for release in life.world.releases] == ["committee"]


@pytest.mark.rule("M1.2")
async def test_whoever_a_meeting_does_not_elect_is_told_and_has_it_sealed(life: Life) -> None:
    await before_the_meeting(life)
    await life.tell(Judged.topic, life.world.candidates[-1].id, Outcome.NOT_ELECTED)
    assert await life.handle.result() is Status.NOT_ELECTED
    (sealed,) = life.world.sealed_results
    assert (sealed.name, sealed.titled_at) == ("result-1-committee", None)
    assert life.world.releases == []
    assert life.world.messages[-1].template is Template.NOT_ELECTED


async def not_elected(life: Life) -> None:
    await before_the_meeting(life)
    await life.tell(Judged.topic, life.world.candidates[-1].id, Outcome.NOT_ELECTED)
    await life.until_told(Status.NOT_ELECTED)


async def re_review_asked(life: Life) -> UUID:
    """The applicant asks in time; the id of the request."""
    re_review = list(life.world.deadlines)[-1]
    await life.tell(ReReviewAsked.topic, re_review)
    await life.until_told(Status.RE_REVIEWING)
    return re_review


async def test_without_days_for_a_re_review_the_case_ends_at_once(life: Life) -> None:
    life.world.has_re_review_days = False
    await not_elected(life)
    assert await life.handle.result() is Status.NOT_ELECTED
    assert life.world.progress[-1].event == "not_elected"


async def test_who_does_not_ask_within_the_days_is_at_the_end(life: Life) -> None:
    await not_elected(life)
    assert await life.handle.result() is Status.NOT_ELECTED
    assert life.world.progress[-1].event == "closed"
    assert life.world.progress[-1].turn.why == "本次申报已办结"


async def test_a_result_that_is_upheld_is_the_end_however_long_it_took(life: Life) -> None:
    await not_elected(life)
    re_review = await re_review_asked(life)
    await life.pass_days(60)
    assert life.world.progress[-1].status is Status.RE_REVIEWING
    await life.tell(ReReviewAnswered.topic, re_review, Finding.UPHELD)
    assert await life.handle.result() is Status.RESULT_UPHELD
    assert life.world.re_reviews_closed == [life.start.application_id]
    (sealed,) = life.world.re_reviews_sealed
    (result,) = [one for one in life.world.progress[-1].manifest if one.name.startswith("result")]
    assert (sealed.re_review_id, sealed.previous) == (re_review, result.sha256)
    assert life.world.progress[-1].manifest[-1].name == "re-review-1-committee"
    assert [one.template for one in life.world.messages].count(Template.NOT_ELECTED) == 1
    assert len(life.world.sealed_results) == 1


async def test_who_asked_in_the_last_moment_is_heard(life: Life) -> None:
    """Declaration knows of the request, and nobody has told the workflow yet."""
    await not_elected(life)
    life.world.re_reviews_asked = [list(life.world.deadlines)[-1]]
    await life.pass_days(11)
    await life.until_told(Status.RE_REVIEWING)
    await life.tell(ReReviewAsked.topic, life.world.re_reviews_asked[0])
    await life.tell(ReReviewAnswered.topic, life.world.re_reviews_asked[0], Finding.UPHELD)
    assert await life.handle.result() is Status.RESULT_UPHELD


async def test_a_result_that_is_set_aside_is_voted_on_again_without_fee_or_papers(life: Life) -> None:
    await not_elected(life)
    await life.tell(ReReviewAnswered.topic, await re_review_asked(life), Finding.SET_ASIDE)
    await life.until_told(Status.AWAITING_MEETING)
    first, second = life.world.candidates
    assert first.id != second.id
    assert (first.stop, first.round) == (second.stop, second.round)
    assert len(life.world.orders) == 1
    await life.tell(Judged.topic, first.id, Outcome.ELECTED)
    await life.tell(Judged.topic, second.id, Outcome.ELECTED)
    await life.until_told(Status.RESULT_PENDING)
    await life.tell(ResultPublished.topic, life.world.releases[-1].id)
    await life.until_told(Status.RESULT_PUBLICISING)
    await life.pass_days(8)
    assert await life.handle.result() is Status.TITLED
    chain = [one.name for one in life.world.progress[-1].manifest if one.name.startswith("re")]
    assert chain == ["review-form", "result-1-committee", "re-review-1-committee", "result-1-committee.2"]
    assert second.manifest[-1].name == "re-review-1-committee"
    assert len(life.world.re_reviews_sealed) == 1


async def test_an_overturned_result_can_be_set_aside_and_published_again(life: Life) -> None:
    await before_the_meeting(life)
    await life.tell(Judged.topic, life.world.candidates[-1].id, Outcome.ELECTED)
    await life.until_told(Status.RESULT_PENDING)
    await life.tell(ResultPublished.topic, life.world.releases[-1].id)
    await life.until_told(Status.RESULT_PUBLICISING)
    await life.tell(ResultOverturned.topic, life.world.releases[-1].id)
    await life.until_told(Status.NOT_ELECTED)
    await life.tell(ReReviewAnswered.topic, await re_review_asked(life), Finding.SET_ASIDE)
    await life.until_told(Status.AWAITING_MEETING)
    await life.tell(Judged.topic, life.world.candidates[-1].id, Outcome.ELECTED)
    await life.until_told(Status.RESULT_PENDING)
    first, second = life.world.releases
    assert first.id != second.id


async def sent_back(life: Life) -> None:
    """Handed in, before the meeting, and sent back by its office; submitted again and accepted again."""
    stage, role, duties = LAST
    life.world.stages = (STAGES[0], (stage, role, (*duties[:-1], Duty.HAND_IN, Duty.MEET, duties[-1])))
    await life.through_employer()
    await life.decide(await life.until_open("committee"))
    await life.pay()
    await life.until_told(Status.HANDING_IN)
    await life.tell(HandedIn.topic, life.world.hand_ins[-1].id)
    await life.until_told(Status.AWAITING_MEETING)
    await life.tell(CandidateReturned.topic, life.world.candidates[-1].id)
    await life.until_told(Status.RETURNED)
    assert life.world.messages[-1].template is Template.RETURNED
    (sealed,) = life.world.returns_sealed
    assert (sealed.candidate_id, sealed.name) == (life.world.candidates[-1].id, "decision-1-committee.2")
    assert life.world.progress[-1].manifest[-1].name == sealed.name


async def accepted_again(life: Life) -> None:
    await life.submit()
    await life.decide(await life.until_open("employer"))  # what was public stands
    await life.decide(await life.until_open("committee"))


@pytest.mark.rule("M1.2")
async def test_who_is_sent_back_before_the_meeting_pays_and_hands_in_once(life: Life) -> None:
    await sent_back(life)
    await accepted_again(life)
    await life.until_told(Status.AWAITING_MEETING)
    first, second = life.world.candidates
    assert (second.round, second.stop.stage) == (2, first.stop.stage)
    assert first.id != second.id
    assert (len(life.world.orders), len(life.world.hand_ins), life.world.forms) == (1, 1, 1)
    await life.tell(Judged.topic, first.id, Outcome.NOT_ELECTED)
    await life.tell(Judged.topic, second.id, Outcome.ELECTED)
    await life.until_told(Status.RESULT_PENDING)


async def test_who_changes_what_was_printed_hands_in_again_without_paying(life: Life) -> None:
    await sent_back(life)
    life.world.printed = "something else"
    await accepted_again(life)
    await life.until_told(Status.HANDING_IN)
    assert life.world.messages[-1].template is Template.FORM_READY
    assert [one.name for one in life.world.hand_ins[-1].manifest][-1] == "review-form.2"
    await life.tell(HandedIn.topic, life.world.hand_ins[-1].id)
    await life.until_told(Status.AWAITING_MEETING)
    assert len(life.world.orders) == 1
