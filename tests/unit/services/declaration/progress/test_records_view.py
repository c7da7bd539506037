from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from contracts.application import STATUS_NAMES, Status, Turn, Verdict
from contracts.case import Role
from contracts.clock import DeadlineKind
from contracts.sections.decision import ItemFinding
from services.declaration.drafting.domain.declarations import (
    ENDED,
    IN_GRACE,
    OVER,
    WITH_APPLICANT,
    WITHDRAWABLE,
    Record,
)
from services.declaration.drafting.domain.reopening import OPENS
from services.declaration.progress.domain.records import Entry, Move
from services.declaration.progress.web import views
from services.review.examination.domain.items import ITEMS
from tests.unit.sections.written import decision
from tests.unit.services.declaration.plans import a_plan
from workflows.application.rows import Event, Note
from workflows.application.table import OVER as DONE
from workflows.application.table import TABLE

NOON = datetime(2022, 8, 1, 4, tzinfo=UTC)
STATION, BUREAU, COMMITTEE = "绍兴市环境监测站", "绍兴市生态环境局", "中评委办公室"

ENDS = {status for status, row in TABLE.items() if row.why == DONE or row.may_lapse}


def a_turn(who: Role = Role.APPLICANT, name: str = "", **more: Any) -> Turn:
    return Turn(who=who, name=name, why="填写申报信息并提交", since=NOON, **more)


def a_record(status: Status = Status.DRAFTING, **changes: Any) -> Record:
    values: dict[str, Any] = {
        "id": UUID(int=1),
        "city": "shaoxing",
        "person_id": UUID(int=2),
        "employer_id": UUID(int=3),
        "plan": "2022-engineer",
        "plan_version": "v",
        "started_at": NOON,
        "closes_at": NOON,
        "status": status,
        "stage": "",
        "round": 0,
        "position": 0,
        "turn": a_turn(),
        "sections": (),
        **changes,
    }
    return Record(**values)


def moves(*told: tuple[str, Status, Turn, int]) -> list[Move]:
    return [
        Move(
            position=position,
            at=NOON + timedelta(days=position),
            event=event,
            status=status,
            stage="",
            round=number,
            turn=turn,
        )
        for position, (event, status, turn, number) in enumerate(told, 1)
    ]


def test_the_timeline_tells_who_did_what_the_newest_first() -> None:
    employer, bureau = a_turn(Role.EMPLOYER, STATION), a_turn(Role.DEPARTMENT, BUREAU)
    told = moves(
        ("started", Status.DRAFTING, a_turn(), 0),
        ("submitted", Status.EXAMINING, employer, 1),
        ("posted", Status.PUBLICISING, a_turn(Role.PLATFORM), 1),
        ("deadline_changed", Status.PUBLICISING, a_turn(Role.PLATFORM), 1),
        ("period_over", Status.PUBLICISED, employer, 1),
        ("passed", Status.REVIEWING, bureau, 1),
        ("returned", Status.RETURNED, a_turn(), 1),
        ("submitted", Status.EXAMINING, employer, 2),
    )

    lines = [(one["title"], one["who"]) for one in views.timeline(told, a_record())]

    assert lines == [
        ("修改后第 2 次提交", "您本人"),
        ("退回修改", BUREAU),
        ("审查通过", STATION),
        ("公示期满", "平台"),
        ("期限已变更", "平台"),
        ("开始公示", STATION),
        ("提交申报", "您本人"),
        ("开始申报", "您本人"),
    ]


def a_deadline(kind: DeadlineKind, day: int) -> Entry:
    return Entry(
        id=UUID(int=day),
        application_id=UUID(int=1),
        city="shaoxing",
        kind=kind,
        starts_at=NOON + timedelta(days=day),
        days=10,
        rule="",
        calendar_version="v",
        due_at=NOON + timedelta(days=day + 10),
        is_provisional=False,
        remind_at=(),
    )


A_LIFE = (
    ("started", Status.DRAFTING, 0),
    ("submitted", Status.EXAMINING, 1),
    ("posted", Status.PUBLICISING, 1),
    ("period_over", Status.PUBLICISED, 1),
    ("returned", Status.RETURNED, 1),
    ("submitted", Status.EXAMINING, 2),
    ("accepted", Status.AWAITING_PAYMENT, 2),
    ("fee_lapsed", Status.UNPAID, 2),
    ("reinstated", Status.AWAITING_PAYMENT, 2),
)
LEDGER = [
    a_deadline(DeadlineKind.SUBMISSION, 1),
    a_deadline(DeadlineKind.PUBLICITY, 3),
    a_deadline(DeadlineKind.RESUBMISSION, 5),
    a_deadline(DeadlineKind.PAYMENT, 7),
    a_deadline(DeadlineKind.GRACE, 8),
    a_deadline(DeadlineKind.PAYMENT, 9),
]


def test_each_deadline_tells_how_it_ended_and_one_that_runs_tells_nothing() -> None:
    told = moves(*((event, status, a_turn(), number) for event, status, number in A_LIFE))
    found = [(one.name, one.end and one.end[0], one.ended_at) for one in views.periods(LEDGER, told)]
    assert found == [
        ("缴费", None, None),
        ("恢复办理", "已恢复办理", NOON + timedelta(days=9)),
        ("缴费", "逾期", NOON + timedelta(days=8)),
        ("修改后重新提交", "按时完成", NOON + timedelta(days=6)),
        ("单位公示", "已期满", NOON + timedelta(days=4)),
        ("提交申报", "按时完成", NOON + timedelta(days=2)),
    ]


def test_a_deadline_that_began_with_a_verdict_that_is_not_told_is_not_told() -> None:
    every = moves(*((event, status, a_turn(), number) for event, status, number in A_LIFE[:5]))
    told = views.told(every, a_record(Status.RETURNED, round=1), is_told=False)
    found = [(one.name, one.end and one.end[0]) for one in views.periods(LEDGER[:3], told, every[4:])]
    assert found == [("单位公示", "已期满"), ("提交申报", "按时完成")]


def test_what_is_taken_back_or_returned_while_a_period_runs_stops_it() -> None:
    for event in ("withdrawn", "returned", "refused"):
        told = moves(("posted", Status.PUBLICISING, a_turn(), 1), (event, Status.WITHDRAWN, a_turn(), 1))
        (one,) = views.periods([a_deadline(DeadlineKind.PUBLICITY, 1)], told)
        assert one.end
        assert one.end[0] == "终止"


def test_every_kind_of_deadline_can_end() -> None:
    assert set(views.ENDS) == set(DeadlineKind)
    assert {event for ends in views.ENDS.values() for event in ends} <= set(Event) | set(Note)


def test_before_the_workflow_has_told_anything_the_start_is_there() -> None:
    assert views.timeline([], a_record()) == [{"title": "开始申报", "who": "您本人", "at": NOON}]


def test_every_event_of_the_workflow_has_words() -> None:
    assert {one.value for one in (*Event, *Note)} == views.EVENTS.keys()


def test_every_status_has_its_words_and_tone() -> None:
    assert set(views.TONES) == set(Status) == set(STATUS_NAMES)
    assert set(views.ENDINGS) == ENDS
    assert set(views.DEADLINE_NAMES) == set(DeadlineKind)


def test_what_is_said_of_the_statuses_agrees_with_the_workflow() -> None:
    takes = {event: {status for status, row in TABLE.items() if event in row.leads} for event in Event}

    assert takes[Event.WITHDRAWN] == WITHDRAWABLE
    assert takes[Event.SUBMITTED] == WITH_APPLICANT
    assert ENDS == ENDED
    reviewed = {Status.TITLED, Status.NOT_ELECTED, Status.RESULT_UPHELD}
    assert {Status.FORM_ISSUED, Status.HANDED_IN} | reviewed == ENDED - OVER
    assert {status for status, row in TABLE.items() if row.has_grace} == IN_GRACE


def test_the_card_says_you_when_it_is_ones_own_turn() -> None:
    card = views.card(a_record(), a_plan())
    assert (card.who, card.is_mine, card.next) == ("您本人", True, "提交后由用人单位审查")

    office = views.card(a_record(Status.REVIEWING, turn=a_turn(Role.COMMITTEE, COMMITTEE)), a_plan())
    assert (office.who, office.is_mine) == (COMMITTEE, False)

    nameless = views.card(a_record(Status.EXAMINING, turn=a_turn(Role.EMPLOYER)), a_plan())
    assert nameless.who == "用人单位"


@pytest.mark.rule("E4.1")
def test_a_decision_shows_what_is_not_in_order_with_the_place_where_it_is_mended() -> None:
    found = [
        ("education", "继续教育", "unclear", "看不清"),
        ("seniority", "年限", "ok", ""),
        ("appraisal", "考核", "unmet", ""),
        ("photo", "证件照", "ok", "近期的更好"),
    ]
    items = tuple(ItemFinding(item=i, name=n, finding=mark, remark=said) for i, n, mark, said in found)
    returned = replace(decision(Role.DEPARTMENT, Verdict.RETURNED), items=items, changes=("证件照",))
    record = a_record(Status.RETURNED)

    told = [(one.name, one.found, one.remark, one.place) for one in views.amiss(returned, record)]
    assert told == [
        ("继续教育", "材料不清", "看不清", "/archive/records"),
        ("考核", "不符合要求", "", "/archive/records"),
        ("证件照", "需要修改", "近期的更好", f"/documents/photo?back=/declarations/{record.id}/after/photo"),
    ]
    assert {one.place for one in views.amiss(returned, a_record(Status.REFUSED))} == {""}


def test_every_item_that_an_office_examines_has_a_place_where_it_is_mended() -> None:
    assert set(OPENS) == set(ITEMS)
