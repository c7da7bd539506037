"""A city as its folder describes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import Field

from cities.fees import Fee
from cities.messages import Template
from cities.offices import AcceptancePoint, Office
from cities.plan import Plan
from cities.routes import Route
from cities.rows import Level, Row, Text


class Place(Row):
    """A place that employers belong to: the city itself (市本级) or one of its counties."""

    name: Text
    level: Level


class HandIn(Row):
    """Where the printed review form is handed in (A10.2)."""

    name: Text
    address: Text


class CityFile(Row):
    """city.toml."""

    name: Text
    code: str = Field(pattern=r"^[1-9][0-9]{5}$")
    platform: Text
    watermark: Text
    hand_in: HandIn
    authorisation_years: int = Field(default=3, ge=1, le=10)
    place: tuple[Place, ...] = Field(min_length=1)


@dataclass(frozen=True)
class City:
    """Everything that a city's folder says."""

    slug: str
    name: str
    code: str
    platform: str
    watermark: str
    hand_in: HandIn
    places: tuple[Place, ...]
    offices: tuple[Office, ...]
    acceptance_points: tuple[AcceptancePoint, ...]
    routes: tuple[Route, ...]
    plans: tuple[Plan, ...]
    fees: tuple[Fee, ...]
    messages: Mapping[str, Template]
    authorisation_years: int = 3  # how long an employer may act after its letter was approved (E2.1)

    def level_of(self, place: str) -> Level | None:
        """The level of a place's employers."""
        return next((one.level for one in self.places if one.name == place), None)

    def serving(self, credit_code: str) -> Office | None:
        """The office of an employer's own mid-level committee (P1.1)."""
        return next((one for one in self.offices if credit_code in one.serves), None)

    def acceptance_point(self, place: str) -> AcceptancePoint | None:
        """Where declarations of a place are taken in."""
        return next((one for one in self.acceptance_points if one.place == place), None)


def city_faults(city: CityFile) -> Iterator[tuple[str, str]]:
    """Walk through what is wrong with city.toml in itself."""
    names = [place.name for place in city.place]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield "place", f"“{name}”出现了多次，请只保留一处"
