"""Whole lives: accepted, returned, refused, withdrawn, unpaid; early, late, twice and out of order."""

from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError

from contracts.application import Status, Verdict
from contracts.case import Duty, Problem, Role
from contracts.clock import DeadlineChanged
from contracts.committee import HandedIn
from contracts.notification import Template
from contracts.payment import Settled
from contracts.review import Decided
from kit.ids import new_id
from tests.workflow.fakes import handing_in, section
from tests.workflow.life import TERMS, Life
from workflows.application.domain import turn
from workflows.application.rows import PASSED_FREE


def templates(life: Life) -> list[str]:
    return [message.template for message in life.world.messages]


@pytest.mark.rule("B5.1")
@pytest.mark.rule("A8.9")
@pytest.mark.rule("A10.1")
async def test_an_application_goes_through_all_offices_to_the_form(life: Life) -> None:
    await life.through_employer()
    await life.through_offices()
    await life.pay()
    assert await life.handle.result() is Status.FORM_ISSUED
    assert [task.stop.stage for task in life.world.tasks] == ["employer", "department", "hr", "committee"]
    assert [move.event for move in life.world.progress] == [
        "started", "submitted", "posted", "period_over",
        "passed", "passed", "passed", "accepted", "settled", "form_issued",
    ]  # fmt: skip
    assert [move.position for move in life.world.progress] == list(range(1, 11))
    last = life.world.progress[-1].manifest[-1]
    assert last.name == "review-form"


@pytest.mark.rule("B2.1")
@pytest.mark.rule("A10.1")
async def test_where_nobody_pays_what_is_accepted_goes_on_to_its_form(life: Life) -> None:
    stage, role, _ = life.world.stages[-1]
    duties = (Duty.EXAMINE, Duty.ACCEPT, Duty.ISSUE_FORM, Duty.HAND_IN)
    life.world.stages = (*life.world.stages[:-1], (stage, role, duties))
    await life.through_employer()
    await life.through_offices()
    await life.until_told(Status.HANDING_IN)
    (asked,) = life.world.hand_ins
    assert [one.name for one in asked.manifest][-2:] == ["decision-1-committee", "review-form"]
    assert not life.world.orders
    assert templates(life)[-2:] == [Template.ACCEPTED_FREE, Template.FORM_READY]
    await life.tell(HandedIn.topic, asked.id)
    assert await life.handle.result() is Status.HANDED_IN


@pytest.mark.rule("B2.1")
async def test_who_is_accepted_while_nothing_is_charged_goes_on_to_the_form(life: Life) -> None:
    await life.through_employer()
    await life.decide(await life.until_open("department"))
    await life.decide(await life.until_open("hr"))
    await life.tell(Decided.topic, await life.until_open("committee"), PASSED_FREE)
    assert await life.handle.result() is Status.FORM_ISSUED
    assert not life.world.orders
    assert templates(life)[-2:] == [Template.ACCEPTED_FREE, Template.FORM_READY]
    assert life.world.progress[-1].stops[-1].duties[-1] is Duty.ISSUE_FORM


@pytest.mark.rule("A10.2")
async def test_where_the_form_is_handed_in_the_case_waits_for_it(life: Life) -> None:
    life.world.stages = handing_in()
    await life.through_employer()
    await life.through_offices()
    await life.pay()
    await life.until_told(Status.HANDING_IN)
    (asked,) = life.world.hand_ins
    assert (asked.stage, asked.manifest[-1].name, asked.terms) == ("committee", "review-form", TERMS)
    assert life.world.progress[-1].turn.who is Role.APPLICANT
    await life.tell(HandedIn.topic, new_id())  # answers nothing
    await life.tell(HandedIn.topic, asked.id)
    assert await life.handle.result() is Status.HANDED_IN
    assert [move.event for move in life.world.progress][-3:] == ["form_issued", "went_on", "handed_in"]
    assert templates(life)[-1] == Template.PAPERS_RECEIVED


async def test_every_chained_section_names_the_one_before(life: Life) -> None:
    await life.through_employer()
    await life.through_offices()
    await life.pay()
    await life.handle.result()
    chained = [
        section
        for section in life.world.progress[-1].manifest
        if section.name.startswith(("submission", "decision", "settlement"))
    ]
    previous = ["", *[section.sha256 for section in chained]]
    assert [
        section.key.endswith(f"-{before}") for section, before in zip(chained, previous, strict=False)
    ] == [True] * 6


@pytest.mark.rule("A8.8")
async def test_problems_come_back_at_once_and_nothing_moves(life: Life) -> None:
    life.world.problems = (
        Problem(rule="A6.1", page="/form", message="本人述职未填写"),
        Problem(rule="M2.4", page="/form", message="未选择类别"),
    )
    assert (await life.submit()).problems == life.world.problems
    assert (await life.case()).status is Status.DRAFTING
    life.world.problems = ()
    assert not (await life.submit()).problems
    await life.until_status(Status.EXAMINING)


@pytest.mark.rule("A5.2")
async def test_a_pledge_under_another_name_than_the_applicants_is_signed_anew(life: Life) -> None:
    life.world.bearers = {"identity": "one", "documents": "another"}
    (problem,) = (await life.submit()).problems
    assert (problem.rule, problem.page[-7:]) == ("A5.2", "/pledge")
    assert "重新签署保证书" in problem.message
    assert (await life.case()).status is Status.DRAFTING
    life.world.bearers["documents"] = "one"
    assert not (await life.submit()).problems
    await life.until_status(Status.EXAMINING)


@pytest.mark.rule("X1.1")
async def test_opinions_for_another_name_than_the_applicants_are_signed_anew(life: Life) -> None:
    life.world.bearers = {"identity": "one", "declaration": "another", "documents": "one"}
    (problem,) = (await life.submit()).problems
    assert (problem.rule, problem.page[-8:]) == ("X1.1", "/experts")
    life.world.bearers = {"declaration": "another", "documents": "one"}  # identity tells what is wrong there
    assert not (await life.submit()).problems
    await life.until_status(Status.EXAMINING)


async def test_a_double_click_submits_once(life: Life) -> None:
    command = new_id()
    await life.submit(command)
    assert not (await life.submit(command)).problems
    assert (await life.case()).round == 1


@pytest.mark.rule("E4.3")
@pytest.mark.rule("B3.2")
@pytest.mark.parametrize("stage", ["employer", "department", "hr", "committee"])
async def test_a_return_goes_to_the_applicant_and_through_every_stage_again(life: Life, stage: str) -> None:
    await life.submit()
    if stage == "employer":
        await life.decide(await life.until_open("employer"), Verdict.RETURNED)
    else:
        await life.decide(await life.through_publicity())
        for passed in ("department", "hr", "committee"):
            task = await life.until_open(passed)
            await life.decide(task, Verdict.RETURNED if passed == stage else Verdict.PASSED)
            if passed == stage:
                break
    case = await life.until_status(Status.RETURNED)
    assert turn(case).who is Role.APPLICANT
    await life.submit()
    assert (
        await life.until_status(Status.PUBLICISED if stage != "employer" else Status.EXAMINING)
    ).round == 2
    assert Template.RETURNED in templates(life)


@pytest.mark.rule("E4.5")
async def test_the_employers_task_has_its_sheet_and_knows_what_stands(life: Life) -> None:
    await life.submit()
    await life.decide(await life.through_publicity(), Verdict.RETURNED)
    await life.until_status(Status.RETURNED)
    await life.submit()
    await life.until_status(Status.PUBLICISED)
    told = [(task.sheet is not None, task.publicity_stands) for task in life.world.tasks]
    assert told == [(True, False), (True, True)]


async def test_a_publicity_is_repeated_only_if_what_was_public_changed(life: Life) -> None:
    await life.submit()
    await life.decide(await life.through_publicity(), Verdict.RETURNED)
    await life.until_status(Status.RETURNED)
    life.world.public = "changed"
    await life.submit()
    await life.until_open("employer")
    assert (await life.case()).status is Status.EXAMINING
    assert [task.publicity_stands for task in life.world.tasks] == [False, False]


@pytest.mark.rule("E4.2")
@pytest.mark.rule("B3.1")
async def test_a_refusal_ends_the_application(life: Life) -> None:
    await life.submit()
    await life.decide(await life.until_open("employer"), Verdict.REFUSED)
    assert await life.handle.result() is Status.REFUSED
    assert templates(life) == [Template.REFUSED]


@pytest.mark.rule("E4.5")
async def test_the_employer_cannot_pass_before_the_publicity_is_over(life: Life) -> None:
    await life.submit()
    task = await life.until_open("employer")
    await life.decide(task)
    await life.post(task)
    await life.until(lambda case: case.status is Status.PUBLICISING and case.deadline is not None)
    await life.pass_days(6.5)
    assert (await life.case()).status is Status.PUBLICISING
    await life.pass_days(1)
    await life.until_open("department")


@pytest.mark.rule("A9.1")
@pytest.mark.rule("A9.3")
async def test_an_unpaid_fee_ends_the_application_after_two_reminders(life: Life) -> None:
    await life.through_employer()
    await life.through_offices()
    await life.until(lambda case: case.status is Status.AWAITING_PAYMENT and case.deadline is not None)
    assert await life.handle.result() is Status.UNPAID
    assert templates(life) == [
        Template.FEE_DUE, Template.FEE_REMINDER, Template.FEE_REMINDER, Template.FEE_LAPSED,
    ]  # fmt: skip
    assert life.world.messages[0].facts["amount"] == "180.00"


@pytest.mark.rule("A9.3")
async def test_the_channel_is_asked_before_a_fee_lapses(life: Life) -> None:
    life.world.is_paid_at_channel = True
    await life.through_employer()
    await life.through_offices()
    assert await life.handle.result() is Status.FORM_ISSUED


async def test_no_reminder_after_the_payment(life: Life) -> None:
    await life.through_employer()
    await life.through_offices()
    await life.pay()
    await life.handle.result()
    assert Template.FEE_REMINDER not in templates(life)


async def test_facts_that_come_early_twice_or_late_do_no_harm(life: Life) -> None:
    await life.submit()
    task = await life.until_open("employer")
    stale = new_id()
    await life.tell(Decided.topic, stale, Verdict.REFUSED)
    await life.post(task)
    decision = new_id()
    await life.tell(Decided.topic, task, Verdict.PASSED, decision)
    await life.tell(Decided.topic, task, Verdict.PASSED, decision)
    await life.until(lambda case: case.status is Status.PUBLICISING and case.deadline is not None)
    await life.pass_days(8)
    await life.until_open("department")
    await life.tell(Decided.topic, task, Verdict.REFUSED)
    await life.through_offices()
    await life.pay()
    assert await life.handle.result() is Status.FORM_ISSUED


async def test_services_that_are_away_are_waited_for(life: Life) -> None:
    life.world.away.update({"progress": 3, "sheet": 2, "task": 2, "form": 2})
    await life.through_employer()
    await life.through_offices()
    await life.pay()
    assert await life.handle.result() is Status.FORM_ISSUED


async def test_an_applicant_withdraws_and_the_task_leaves_the_inbox(life: Life) -> None:
    await life.submit()
    task = await life.until_open("employer")
    await life.withdraw()
    assert await life.handle.result() is Status.WITHDRAWN
    assert life.world.closed == [task]


async def test_commands_that_the_table_refuses_are_refused_before_history(life: Life) -> None:
    await life.submit()
    with pytest.raises(WorkflowUpdateFailedError):
        await life.submit()


async def test_a_draft_that_is_never_submitted_ends_with_the_window(life: Life) -> None:
    assert await life.handle.result() is Status.MISSED


@pytest.mark.rule("A3.1")
async def test_whoever_pressed_in_time_is_in_time_however_late_it_arrives(life: Life) -> None:
    closes_at = await life.until_closed(timedelta(minutes=4))
    answer = await life.submit(at=closes_at - timedelta(milliseconds=1))
    assert not answer.is_no
    await life.until_open("employer")


@pytest.mark.rule("A3.1")
async def test_the_window_closes_for_all_at_the_same_instant(life: Life) -> None:
    closes_at = await life.until_closed(timedelta(seconds=1))
    late = new_id()
    assert (await life.submit(late, at=closes_at)).ended_at == closes_at
    await life.move_deadline(timedelta(days=1))
    assert not (await life.submit(late, at=closes_at)).is_no
    await life.until_open("employer")


async def test_a_recorded_act_moves_a_deadline(life: Life) -> None:
    await life.submit()
    await life.post(await life.until_open("employer"))
    await life.until(lambda case: case.status is Status.PUBLICISING and case.deadline is not None)
    await life.move_deadline(timedelta(days=7))
    await life.pass_days(10)
    assert (await life.case()).status is Status.PUBLICISING
    await life.pass_days(5)
    await life.until_status(Status.PUBLICISED)


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
async def test_of_two_changes_of_a_deadline_the_last_counts_in_whatever_order_they_come(
    life: Life, order: tuple[int, ...]
) -> None:
    await life.through_employer()
    await life.through_offices()
    await life.until_status(Status.AWAITING_PAYMENT)
    opened = (await life.until(lambda case: case.deadline is not None)).deadline
    assert opened
    due = {1: opened.due_at + timedelta(days=9), 2: opened.due_at + timedelta(days=7)}
    for number in order:
        await life.change_deadline(
            DeadlineChanged(
                id=new_id(),
                about=life.start.application_id,
                at=opened.due_at,
                application_id=life.start.application_id,
                deadline_id=opened.id,
                due_at=due[number],
                is_provisional=False,
                number=number,
            )
        )
    moved = (await life.until(lambda case: case.deadline is not None and case.deadline.number == 2)).deadline
    assert moved
    assert moved.due_at == due[2]
    await life.until(lambda _: life.world.orders[-1].due_at == due[2])
    assert (await life.case()).deadline == moved


async def test_an_extended_payment_deadline_reaches_the_order(life: Life) -> None:
    await life.through_employer()
    await life.through_offices()
    await life.until(lambda case: case.status is Status.AWAITING_PAYMENT and case.deadline is not None)
    await life.move_deadline(timedelta(days=7))
    await life.until(lambda _: len(life.world.orders) == 2)
    first, second = life.world.orders
    assert second.order_id == first.order_id
    assert second.due_at == first.due_at + timedelta(days=7)
    moved = (await life.case()).deadline
    assert moved is not None
    assert moved.remind_at == tuple(moved.due_at - timedelta(days=days) for days in (3, 1))


async def test_each_submission_begins_a_new_run_and_is_not_taken_twice(life: Life) -> None:
    command = new_id()
    await life.submit(command)
    await life.until_open("employer")
    assert len(await life.histories()) == 2
    assert not (await life.submit(command)).problems
    assert (await life.case()).round == 1


async def test_what_was_not_previewed_is_not_submitted(life: Life) -> None:
    shown = (section("identity", "1"), section("archive", "1"), section("declaration", "1"))
    answer = await life.submit(previewed=(*shown, section("documents", "0")))
    assert answer.is_changed
    assert (await life.case()).status is Status.DRAFTING
    assert not (await life.submit(previewed=answer.manifest)).is_changed
    await life.until_open("employer")


async def test_a_status_is_told_when_what_it_offers_is_there(life: Life) -> None:
    await life.through_employer()
    life.world.away["order"] = 3
    await life.through_offices()
    await life.until(lambda _: life.world.away["order"] == 0)
    told = [(move.status, len(life.world.orders)) for move in life.world.progress]
    assert (Status.AWAITING_PAYMENT, 0) not in told
    await life.pay()
    assert await life.handle.result() is Status.FORM_ISSUED


async def test_a_submission_is_answered_while_its_papers_are_still_made(life: Life) -> None:
    life.world.away["sheet"] = 1_000
    assert not (await life.submit()).is_no
    assert life.world.progress[-1].status is Status.EXAMINING
    assert life.world.tasks == []
    life.world.away["sheet"] = 1
    await life.until_open("employer")


async def test_an_end_by_the_clock_is_undone_by_a_recorded_act(life: Life) -> None:
    await life.through_employer()
    await life.through_offices()
    await life.until_told(Status.AWAITING_PAYMENT)
    first = life.world.orders[-1].order_id
    await life.pass_days(16)
    await life.until_told(Status.UNPAID)
    await life.reinstate()
    await life.until_told(Status.AWAITING_PAYMENT)
    assert life.world.orders[-1].order_id != first
    await life.tell(Settled.topic, first)
    await life.pay()
    assert await life.handle.result() is Status.FORM_ISSUED


async def test_the_grace_ends_too(life: Life) -> None:
    assert await life.handle.result() is Status.MISSED
    assert [move.event for move in life.world.progress] == ["started", "missed", "closed"]
    assert life.world.progress[-1].turn.until is None


async def test_while_it_is_held_no_deadline_passes(life: Life) -> None:
    await life.submit()
    await life.post(await life.until_open("employer"))
    await life.until_told(Status.PUBLICISING)
    await life.hold(1, life.a_hold())
    await life.until(lambda case: bool(case.holds))
    await life.pass_days(30)
    assert (await life.case()).status is Status.PUBLICISING
    await life.hold(2)
    await life.until(lambda case: not case.holds and case.paused_at is None)
    (pause,) = life.world.pauses
    assert pause.resumed_at - pause.paused_at >= timedelta(days=30)
    await life.pass_days(5)
    assert (await life.case()).status is Status.PUBLICISING
    await life.pass_days(3)
    await life.until_told(Status.PUBLICISED)
    assert [move.event for move in life.world.progress][-3:] == ["held", "released", "period_over"]


async def test_a_run_that_grows_long_goes_on_as_a_new_one(life: Life) -> None:
    life.world.problems = (Problem(rule="A6.1", page="/form", message="本人述职未填写"),)
    for _ in range(20):
        assert (await life.submit()).problems
    life.world.problems = ()
    await life.submit()
    await life.until_open("employer")
    runs = [len(history.events) for history in await life.histories()]
    assert len(runs) > 2
    assert max(runs) <= 300


async def test_an_answer_to_what_is_just_being_opened_is_not_lost(life: Life) -> None:
    """The service has done it, and the decision comes before the workflow knows."""
    await life.submit()
    task = await life.until_open("employer")
    await life.post(task)
    await life.until_told(Status.PUBLICISING)
    life.world.lost_answers["task"] = 2
    await life.pass_days(8)
    await life.until_told(Status.PUBLICISED)
    await life.decide(task)
    await life.until(lambda _: len(life.world.tasks) >= 2)
    await life.decide(life.world.tasks[-1].id)
    await life.until_open("hr")


async def test_who_is_asked_is_told_the_terms_with_which_the_case_began(life: Life) -> None:
    await life.through_employer()
    await life.through_offices()
    await life.until(lambda _: bool(life.world.orders))
    assert {one.terms for one in life.world.sealing} == {TERMS}
    assert {one.terms for one in life.world.routed} == {TERMS}
    assert {one.terms for one in life.world.orders} == {TERMS}
    assert {one.terms for one in life.world.rendered} == {TERMS}
    assert {one.terms for one in life.world.tasks} == {TERMS}
