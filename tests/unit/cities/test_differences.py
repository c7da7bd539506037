"""No change of a city goes unsaid: what is called no change is not put to use."""

from dataclasses import fields, replace
from pathlib import Path

import cities
from cities import City
from cities.differences import APART, FACTS


def test_every_field_of_a_city_is_told() -> None:
    assert {one.name for one in fields(City)} == FACTS.keys() | APART, "name it in cities/differences.py"
    assert not FACTS.keys() & APART


def test_a_setting_alone_is_a_change() -> None:
    city = cities.load(Path(cities.__file__).parent).city("shaoxing")
    assert list(cities.differences(city, city)) == []
    changed = {
        "is_sample": replace(city, is_sample=True),
        "objection_days": replace(city, objection_days=15),
        "refusal_minutes": replace(city, refusal_minutes=30),
    }
    for field, other in changed.items():
        (told,) = cities.differences(city, other)
        assert told.startswith(FACTS[field])
        assert str(getattr(other, field)) in told
