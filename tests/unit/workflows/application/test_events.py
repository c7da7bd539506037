"""No way that a city's routes allow makes a history too long: computed from the table."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest

import cities
from cities.loading import load
from contracts.application import Status
from contracts.case import Duty, Role, Stop
from tests.unit.workflows.application.cases import EMPLOYER, a_stop
from tests.unit.workflows.application.events import TASK, a_life
from workflows.application.workflow import MOST_EVENTS

MOST_IN_A_RUN = 300
MOST_IN_A_LIFE = 500
MOST_OF_A_RETURN = 250  # the way once more up to whoever sent it back: docs/adr/0047
MOST_AT_AN_OFFICE = 20


def ways() -> list[tuple[Stop, ...]]:
    """Every way that the routes of the cities in this checkout allow, the employer first.

    Whoever recommends charges for it, as any city may have them do.
    """
    return [
        (
            a_stop("employer", Role.EMPLOYER, *EMPLOYER),
            *(
                Stop(
                    stage=rule.stage,
                    role=Role(rule.kind),
                    office_id=UUID(int=0),
                    office_name=rule.stage,
                    duties=tuple(Duty(duty) for duty in charged(rule.duties)),
                )
                for rule in route.stop
            ),
        )
        for city in load(Path(cities.__file__).parent)
        for route in city.routes
    ]


def charged(duties: Sequence[str]) -> tuple[str, ...]:
    fee = ("charge_recommendation",) if "recommend" in duties else ()
    return tuple(part for duty in duties for part in ((*fee, duty) if duty == "meet" else (duty,)))


LONGEST = max(ways(), key=len)


def test_the_longest_way_goes_from_a_county_to_both_committees() -> None:
    assert [stop.stage for stop in LONGEST] == [
        "employer",
        "county-department",
        "county-hr",
        "city-department",
        "city-hr",
        "committee",
        "senior-committee",
    ]


@pytest.mark.parametrize("returned_at", range(len(LONGEST)))
def test_the_longest_life_stays_within_its_events(returned_at: int) -> None:
    """Returned once, made public twice."""
    runs = a_life(LONGEST, [returned_at]).runs
    assert max(runs) <= MOST_IN_A_RUN
    assert sum(runs) - sum(a_life(LONGEST).runs) <= MOST_OF_A_RETURN


def test_the_longest_way_without_a_return_is_short_in_all() -> None:
    assert sum(a_life(LONGEST).runs) <= MOST_IN_A_LIFE


def test_an_office_costs_few_events() -> None:
    offices = [cost for status, _, cost in a_life(LONGEST).moves if status is Status.REVIEWING]
    assert len(offices) == len(LONGEST) - 1
    assert max(offices) <= MOST_AT_AN_OFFICE


def test_ten_returns_do_not_make_a_run_longer() -> None:
    history = a_life(LONGEST, [len(LONGEST) - 1] * 10)
    assert len(history.runs) >= 11
    assert max(history.runs) <= MOST_IN_A_RUN
    assert history.case.status is Status.TITLED


def test_no_move_takes_a_run_from_its_limit_over_the_most() -> None:
    costs = [cost for way in ways() for _, _, cost in a_life(way, [0]).moves]
    assert MOST_EVENTS + max(costs) + TASK <= MOST_IN_A_RUN
