"""Where an employer belongs: its place, its level, and its competent department or HR agency (M2.6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cities import City, Office
from contracts.employers import EmployerLevel
from contracts.normal import names

# What the name of a department ends with, as it stands on its seal.
ENDINGS = {
    EmployerLevel.PROVINCE: ("厅", "局"),
    EmployerLevel.CITY: ("局",),
    EmployerLevel.COUNTY: ("局", "分局"),
}


@dataclass(frozen=True, kw_only=True)
class Affiliation:
    """One choice. Without an office the place has no competent department, and an HR agency is named."""

    key: str
    level: EmployerLevel
    place: str
    office: Office | None


def affiliations(city: City) -> list[Affiliation]:
    """Every choice of a city: each department, then each place that has none."""
    return [*_departments(city), *_places_without(city)]


def _departments(city: City) -> Iterator[Affiliation]:
    departments = [one for one in city.offices if one.kind == "department"]
    for office in departments:
        if not _is_inside_another(office, departments):
            yield Affiliation(
                key=office.slug, level=EmployerLevel(office.level), place=office.place, office=office
            )


def _is_inside_another(office: Office, departments: Sequence[Office]) -> bool:
    """A personnel office inside a department is nobody's competent department."""
    return any(
        (one.slug, one.level, one.place) == (office.parent, office.level, office.place) for one in departments
    )


def _places_without(city: City) -> Iterator[Affiliation]:
    served = {one.place for one in city.offices if one.kind == "department"}
    for number, place in enumerate(city.places, 1):
        if place.name not in served:
            yield Affiliation(
                key=f"place-{number}", level=EmployerLevel(place.level), place=place.name, office=None
            )


def department_name_fault(name: str, level: EmployerLevel) -> str | None:
    """What is wrong with a department's name: 县（市、区）×××局（分局）, 省 ×××厅（局） (M2.6)."""
    if name.endswith(ENDINGS[level]):
        return None
    return f"主管部门应填写全称，以“{'”或“'.join(ENDINGS[level])}”结尾"


def agency_fault(name: str) -> str | None:
    """What is wrong with the name of an HR agency (人事代理机构)."""
    if not name:
        return "所属地区没有主管部门，请填写人事代理机构的全称"
    if names.employer_name_fault(name):
        return "人事代理机构应填写全称，4 至 100 个字"
    return None
