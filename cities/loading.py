"""Reads the folders of cities; whatever is wrong comes back in one list."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from cities.blanks import blanks
from cities.city import City, CityFile, city_faults
from cities.coverage import route_faults
from cities.directory import Cities
from cities.fees import RECOMMENDATION, FeesFile, fee_faults
from cities.messages import MessagesFile, message_faults
from cities.offices import (
    AcceptancePointsFile,
    OfficesFile,
    office_faults,
    point_faults,
    with_contacts,
)
from cities.opinions import OpinionsFile, opinion_faults
from cities.plan import Plan, plan_faults
from cities.reasons import ReasonsFile, reason_faults
from cities.routes import RoutesFile, charges_recommendation
from cities.rows import SLUG, TitleLevel
from kit.tomlfile import FileFault, read

File = TypeVar("File", bound=BaseModel)

FILES = (
    "city.toml",
    "offices.toml",
    "acceptance_points.toml",
    "routes.toml",
    "fees.toml",
    "messages.toml",
    "reasons.toml",
    "opinions.toml",
)


class BrokenCities(ValueError):
    """Folders that cannot be used, with everything that is wrong in them."""

    def __init__(self, faults: Iterable[FileFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def load(folder: Path) -> Cities:
    """Read all cities; refuse to start with a broken one."""
    cities, faults = check(folder)
    if faults:
        raise BrokenCities(faults)
    return cities


def check(folder: Path) -> tuple[Cities, list[FileFault]]:
    """Read a folder of cities, or one city's own folder; tell what is wrong with each."""
    cities: dict[str, City] = {}
    faults: list[FileFault] = []
    for one in _city_folders(folder):
        city, found = _read_city(one)
        faults += found
        if city is not None:
            cities[city.slug] = city
    faults += _same_codes(cities.values())
    if not cities and not faults:
        faults.append(FileFault(str(folder), "", "没有找到城市，应有“城市名/city.toml”"))
    return Cities(cities), faults


def _same_codes(cities: Iterable[City]) -> Iterator[FileFault]:
    seen: dict[str, str] = {}
    for city in cities:
        if city.code in seen:
            remedy = f"与 {seen[city.code]} 的行政区划代码相同（{city.code}），请改正其一"
            yield FileFault(f"{city.slug}/city.toml", "code", remedy)
        seen.setdefault(city.code, city.slug)


def _city_folders(folder: Path) -> Iterator[Path]:
    if any(folder.glob("*.toml")):
        yield folder
        return
    for one in sorted(folder.glob("*/")):
        if any(one.glob("*.toml")):
            yield one


def _read_city(folder: Path) -> tuple[City | None, list[FileFault]]:
    reading = Reading(folder)
    reading.names()
    city = reading.file("city.toml", CityFile)
    offices = reading.file("offices.toml", OfficesFile)
    points = reading.file("acceptance_points.toml", AcceptancePointsFile)
    routes = reading.file("routes.toml", RoutesFile)
    fees = reading.file("fees.toml", FeesFile)
    messages = reading.file("messages.toml", MessagesFile)
    reasons = reading.file("reasons.toml", ReasonsFile)
    opinions = reading.file("opinions.toml", OpinionsFile)
    plans = tuple(reading.plans())
    titles = {plan.id: plan.level for plan in plans}
    if city:
        reading.note("city.toml", city_faults(city))
    if messages:
        reading.note("messages.toml", message_faults(messages.message))
    if reasons:
        reading.note("reasons.toml", reason_faults(reasons.reason))
    if opinions:
        reading.note("opinions.toml", opinion_faults(opinions.opinion))
    if fees:
        reading.note("fees.toml", fee_faults(fees.fee, _charged(plans, routes)))
    places = {place.name: place.level for place in city.place} if city else {}
    if city and offices:
        reading.note("offices.toml", office_faults(offices.office, places))
        if points:
            faults = point_faults(points.acceptance_point, offices.office, places)
            reading.note("acceptance_points.toml", faults)
        if routes:
            reading.note("routes.toml", route_faults(routes.route, places, offices.office, titles))
    if (
        not (city and offices and points and routes and fees and messages and reasons and opinions)
        or reading.faults
    ):
        return None, reading.faults
    return City(
        slug=reading.slug,
        name=city.name,
        code=city.code,
        platform=city.platform,
        watermark=city.watermark,
        hand_in=city.hand_in,
        pledge=city.pledge,
        places=city.place,
        offices=with_contacts(reading.slug, offices.office, points.acceptance_point),
        acceptance_points=points.acceptance_point,
        routes=routes.route,
        plans=plans,
        fees=fees.fee,
        messages=messages.message,
        reasons=reasons.reason,
        opinions=opinions.opinion,
        authorisation_years=city.authorisation_years,
        objection_days=city.objection_days,
        integrity=city.integrity,
        posting_proof=city.posting_proof,
        examination_days=city.examination_days,
        certificate=city.certificate,
        not_elected=city.not_elected,
        area_code=city.area_code,
        registers=city.registers,
        meetings=city.meetings,
        is_sample=city.is_sample,
        sends_in_batches=city.sends_in_batches,
        refusal_minutes=city.refusal_minutes,
        letter_of_commission=city.letter_of_commission,
    ), []


def _charged(plans: Iterable[Plan], routes: RoutesFile | None) -> Iterator[tuple[str, str, TitleLevel]]:
    """What is charged for each plan: plan, item, level."""
    for plan in plans:
        yield plan.id, plan.fee_item, plan.level
        if routes and not plan.is_free and charges_recommendation(routes.route, plan.level):
            yield plan.id, RECOMMENDATION, plan.level


class Reading:
    """One city's folder being read, with the faults found so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.slug = folder.resolve().name
        self.faults: list[FileFault] = []

    def names(self) -> None:
        """Look at the names of the folder and of its files."""
        if not re.fullmatch(SLUG, self.slug):
            self.note("", [("", "目录名应只含小写字母、数字和连字符，请改名")])
        for path in sorted(self.folder.glob("*.toml")):
            if path.name not in FILES:
                self.note(path.name, [("", f"没有这种文件，请核对文件名（应为 {'、'.join(FILES)}）或删除")])

    def file(self, name: str, model: type[File]) -> File | None:
        """Read one file."""
        found, faults = read(self.folder / name, model, self._named(name))
        left_open = list(blanks(self.folder / name, self._named(name)))
        places = {fault.place for fault in left_open}
        self.faults += (*left_open, *(fault for fault in faults if fault.place not in places))
        return found

    def plans(self) -> Iterator[Plan]:
        """Read every plan; the file's name is its id."""
        files = sorted((self.folder / "plans").glob("*.toml"))
        if not files:
            self.note("plans/", [("", "没有申报计划，请至少放入一个")])
        for path in files:
            plan = self.file(f"plans/{path.name}", Plan)
            if plan is not None:
                named = plan.model_copy(update={"id": path.stem})
                self.note(f"plans/{path.name}", plan_faults(named))
                yield named

    def note(self, name: str, faults: Iterable[tuple[str, str]]) -> None:
        """Keep what is wrong with a file."""
        self.faults += [FileFault(self._named(name), place, remedy) for place, remedy in faults]

    def _named(self, name: str) -> str:
        return f"{self.slug}/{name}" if name else self.slug
