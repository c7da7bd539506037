"""The folder of a city that joins: what is left open is told in one list, and nothing else is wrong."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import cities
from cities import Founding
from cities.founding import NotFounded
from deploy.demo.runbook import answers, fill_in

COUNTIES = {"jiangbei": "江北区", "jiangnan": "江南区"}
LINJIANG = Founding(
    name="临江市", code="331199", field="生态环境", department="ecology", year=2022, counties=COUNTIES
)
TODAY = date(2022, 8, 1)


@pytest.mark.parametrize("counties", [COUNTIES, {}], ids=["with counties", "without"])
def test_what_is_left_open_is_all_that_is_wrong(tmp_path: Path, counties: Mapping[str, str]) -> None:
    written = cities.found_city(tmp_path / "linjiang", replace(LINJIANG, counties=counties))
    left_open = sum(path.read_text().count('"待填写') for path in written)
    _, faults = cities.check(tmp_path / "linjiang")
    assert [fault for fault in faults if not fault.remedy.startswith("待填写：")] == []
    assert len({(fault.file, fault.place) for fault in faults}) == len(faults) == left_open > 0

    fill_in(tmp_path / "linjiang", answers(TODAY))
    city = cities.load(tmp_path / "linjiang").city("linjiang")
    assert (city.name, city.code) == ("临江市", "331199")
    assert [place.name for place in city.places] == ["市本级", *counties.values()]
    assert len(city.offices) == 3 + 2 * len(counties)


def test_what_is_left_open_says_where_it_stands(tmp_path: Path) -> None:
    cities.found_city(tmp_path / "linjiang", LINJIANG)
    _, faults = cities.check(tmp_path / "linjiang")
    assert "linjiang/acceptance_points.toml：acceptance_point[2].phone：待填写：江北区受理点的电话" in map(
        str, faults
    )


@pytest.mark.parametrize(
    "spoilt",
    [
        {"name": 'a" = "b'},
        {"name": ""},
        {"department": "Ecology!"},
        {"counties": {"jiangbei": ""}},
        {"counties": {"江北": "江北区"}},
        {"area_code": '0579"\n'},
    ],
    ids=str,
)
def test_nothing_that_would_spoil_a_file_is_written(tmp_path: Path, spoilt: Mapping[str, object]) -> None:
    with pytest.raises(NotFounded) as refused:
        cities.found_city(tmp_path / "linjiang", replace(LINJIANG, **spoilt))  # type: ignore[arg-type]
    assert refused.value.faults
    assert not (tmp_path / "linjiang").exists()
