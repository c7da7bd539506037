"""The tables of the demo's seasons can be played: their offices are on the way, their people accepted."""

import pytest

from deploy.demo.cast import Cast
from deploy.demo.season import chosen
from deploy.demo.seasons import EMPLOYER, ENGINEERS, SEASONS, SENIORS, Row, Season
from deploy.demo.units import OF_THE_CITY, PLAN, Seat

ROWS = [
    pytest.param(season, row, id=f"{name}-{place}")
    for name, season in SEASONS.items()
    for place, row in enumerate(season.rows)
]


@pytest.mark.parametrize(("season", "row"), ROWS)
def test_what_happens_to_somebody_happens_at_an_office_of_their_way(season: Season, row: Row) -> None:
    offices = season.units[row.unit].offices(season.plan)
    meets = {office for office, stop in offices.items() if "meet" in stop.duties}

    assert {row.returned_by} <= {"", EMPLOYER, *offices}
    assert {row.voted_down_by} <= {"", *meets}
    assert row.way.form["category"] == row.category


@pytest.mark.rule("B5.1")
@pytest.mark.rule("B5.2")
@pytest.mark.rule("P1.1")
def test_offices_of_all_units_come_in_the_order_of_each_way() -> None:
    for season in SEASONS.values():
        every = list(season.offices)
        for unit in season.units.values():
            assert [office for office in every if office in unit.offices(season.plan)] == list(
                unit.offices(season.plan)
            )
    assert list(SENIORS.offices)[-3:] == ["committee", "group-committee", "senior-committee"]
    assert len({tuple(unit.offices(SENIORS.plan)) for unit in SENIORS.units.values()}) == len(SENIORS.units)


def test_a_whole_season_is_as_large_as_it_says() -> None:
    sizes = {name: sum(row.times for row in season.rows) for name, season in SEASONS.items()}

    assert sizes == {"small": 6, "engineers": 30, "seniors": 12}
    assert [chosen(words) for words in ([], ["1"], ["seniors"])] == ["small", "small", "seniors"]


def test_colleagues_share_their_unit_and_nothing_of_themselves() -> None:
    first = Cast(unit=SENIORS.units["group"])
    second = Cast(unit=SENIORS.units["group"], colleague=first)

    assert first.credit_code == SENIORS.units["group"].credit_code
    assert (second.employer_name, second.clerk_login) == (first.employer_name, first.clerk_login)
    assert second.applicant_id_number != first.applicant_id_number
    assert second.applicant_mobile != first.applicant_mobile


def test_an_office_has_a_seat_that_nobody_else_has() -> None:
    logins = [seat.login for season in (ENGINEERS, SENIORS) for seat in season.seats]

    assert len(set(logins)) == len(logins)
    assert Seat("shaoxing", "ecology").login == "department"
    assert list(OF_THE_CITY.offices(PLAN)) == ["ecology", "hr", "engineer-committee"]
