"""The kinds of employers of a demo, the offices that their people's cases go by, and who sits there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import cities
from cities import Cities, Office, Sender, Stop

PLAN = "2022-engineer"
# Who has an account of `make up`; everybody else's is called after the office.
STANDING: Mapping[tuple[str, str], str] = {
    ("shaoxing", "ecology"): "department",
    ("shaoxing", "hr"): "personnel",
    ("shaoxing", "engineer-committee"): "committee",
}
SPEAKERS: Mapping[str, tuple[str, str]] = {  # by the kind of an office: who acts there, and what a pass is
    "department": ("主管部门", "资格审查通过"),
    "hr": ("人力社保部门", "审查通过"),
    "committee": ("评委会办公室", "审查通过"),
}


@lru_cache(maxsize=1)
def known_cities() -> Cities:
    """The cities of this checkout."""
    return cities.load(Path(cities.__file__).parent)


@dataclass(frozen=True)
class Seat:
    """A place in an office of a city, and the account of who sits there."""

    city: str
    office: str

    @property
    def login(self) -> str:
        """What they sign in with."""
        return STANDING.get((self.city, self.office), f"{self.city}-{self.office}")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A kind of employer: what it is called, and the department from which place and level follow (M2.6)."""

    stem: str
    city: str = "shaoxing"
    department: str = "ecology"
    kind: str = "enterprise"
    credit_code: str = ""  # of one that an office serves as its own committee's (P1.1); others draw theirs
    among: Cities = field(default_factory=known_cities, compare=False)

    def stops(self, plan: str) -> tuple[Stop, ...]:
        """Whom a declaration for this plan comes to after the employer."""
        office, city = self._department, self.among.city(self.city)
        sender = Sender(
            level=office.level,
            place=office.place,
            credit_code=self.credit_code,
            department_id=office.id,
            own_committee=city.serving(self.credit_code) is not None,
        )
        return self.among.route(self.city, plan, sender)

    def offices(self, plan: str) -> dict[str, Stop]:
        """The same by the name of the office."""
        slugs = {office.id: office.slug for office in self.among.city(self.city).offices}
        return {slugs[stop.office_id]: stop for stop in self.stops(plan)}

    @property
    def _department(self) -> Office:
        offices = self.among.city(self.city).offices
        return next(office for office in offices if office.slug == self.department)


OF_THE_CITY = Unit(stem="绍兴市越城区清源环境监测有限公司")
OF_A_COUNTY = Unit(stem="绍兴市越城区水务监测有限公司", department="yuecheng-ecology")
