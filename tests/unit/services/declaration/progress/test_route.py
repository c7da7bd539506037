"""How far a case has come on its way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import cities
from contracts.application import Status, Turn
from contracts.case import Duty, Role, Stop
from kit.ids import derived
from services.declaration.drafting.domain.declarations import Record
from services.declaration.progress.domain.records import Move
from services.declaration.progress.domain.route import Standing, accepting, first_of, legs
from services.declaration.progress.web.way import where

AT = datetime(2022, 9, 1, tzinfo=UTC)
TURN = Turn(who=Role.APPLICANT, name="", why="", since=AT)


def stop(stage: str, role: Role, *duties: Duty) -> Stop:
    return Stop(
        stage=stage, role=role, office_id=derived(stage), office_name=stage, duties=duties or (Duty.EXAMINE,)
    )


STOPS = (
    stop("employer", Role.EMPLOYER),
    stop("county-hr", Role.HR),
    stop("city-hr", Role.HR),
    stop("committee", Role.COMMITTEE, Duty.EXAMINE, Duty.ACCEPT, Duty.CHARGE),
)
RECORD = Record(
    id=derived("case"),
    city="shaoxing",
    person_id=derived("person"),
    employer_id=derived("unit"),
    plan="plan",
    plan_version="1",
    started_at=AT,
    closes_at=AT,
    status=Status.EXAMINING,
    stage="employer",
    round=1,
    position=2,
    turn=TURN,
    sections=(),
    stops=STOPS,
)
D, H, L, X = Standing.DONE, Standing.HERE, Standing.LATER, Standing.ENDED


@pytest.mark.parametrize(
    ("status", "stage", "standings"),
    [
        (Status.EXAMINING, "employer", [H, L, L, L]),
        (Status.PUBLICISING, "", [H, L, L, L]),
        (Status.REVIEWING, "city-hr", [D, D, H, L]),
        (Status.RETURNED, "", [L, L, L, L]),
        (Status.AWAITING_PAYMENT, "", [D, D, D, D]),
        (Status.FORM_ISSUED, "", [D, D, D, D]),
        (Status.RESULT_PENDING, "committee", [D, D, D, H]),
        (Status.TITLED, "", [D, D, D, D]),
        (Status.WITHDRAWN, "", [L, L, L, L]),
    ],
)
def test_everybody_sees_where_it_is(status: Status, stage: str, standings: list[Standing]) -> None:
    found = legs(replace(RECORD, status=status, stage=stage), [], {})
    assert [leg.standing for leg in found] == standings


def test_a_refusal_stays_where_it_was_decided() -> None:
    at_office = Move(
        position=3, at=AT, event="passed", status=Status.REVIEWING, stage="county-hr", round=1, turn=TURN
    )
    refused = replace(at_office, position=4, event="refused", status=Status.REFUSED, stage="")
    found = legs(replace(RECORD, status=Status.REFUSED, stage=""), [at_office, refused], {})
    assert [leg.standing for leg in found] == [D, X, L, L]
    found = legs(replace(RECORD, status=Status.NOT_ELECTED, stage=""), [at_office, refused], {})
    assert [leg.standing for leg in found] == [D, X, L, L]


@pytest.mark.rule("B2.1")
def test_who_owes_a_fee_for_being_recommended_is_at_that_committee_paid_or_not() -> None:
    at_office = Move(
        position=3, at=AT, event="passed", status=Status.REVIEWING, stage="county-hr", round=1, turn=TURN
    )
    owed = replace(at_office, position=4, status=Status.AWAITING_RECOMMENDATION_FEE, stage="")
    unpaid = replace(owed, position=5, event="fee_lapsed", status=Status.UNPAID)
    paid = replace(owed, position=5, event="settled", status=Status.RECOMMENDATION_FEE_PAID)
    for moves in ([at_office, owed], [at_office, owed, unpaid], [at_office, owed, paid]):
        found = legs(replace(RECORD, status=moves[-1].status, stage=""), moves, {})
        assert [leg.standing for leg in found] == [D, H, L, L]
    lapsed = replace(unpaid, position=6)
    moves = [at_office, replace(owed, status=Status.AWAITING_PAYMENT), lapsed]
    assert {leg.standing for leg in legs(replace(RECORD, status=Status.UNPAID, stage=""), moves, {})} == {D}


def test_usual_days_are_whole_and_at_least_one() -> None:
    usual = {"county-hr": timedelta(hours=2), "city-hr": timedelta(days=3, hours=1)}
    assert [leg.usual_days for leg in legs(RECORD, [], usual)] == [None, 1, 4, None]


def test_the_local_office_is_the_first_of_its_kind() -> None:
    assert first_of(STOPS, Role.HR) is STOPS[1]
    assert first_of(STOPS, Role.DEPARTMENT) is None
    assert accepting(STOPS) is STOPS[3]


@pytest.mark.rule("A10.2")
def test_papers_go_where_the_office_that_receives_them_says_else_where_the_city_does() -> None:
    city = cities.load(Path(cities.__file__).parent).city("xinhai")
    senior = next(office for office in city.offices if office.slug == "senior-committee")
    receiving = replace(stop("senior", Role.COMMITTEE, Duty.HAND_IN), office_id=senior.id)
    assert senior.hand_in
    assert where(replace(RECORD, stops=(*STOPS, receiving)), city) == senior.hand_in
    for stops in ((), STOPS, (*STOPS, stop("committee", Role.COMMITTEE, Duty.HAND_IN))):
        assert where(replace(RECORD, stops=stops), city) == city.hand_in


def test_before_the_first_submission_there_is_no_way() -> None:
    assert legs(replace(RECORD, stops=()), [], {}) == ()
