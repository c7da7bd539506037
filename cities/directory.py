"""All cities of an installation, and the questions that services ask of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from cities.city import City
from cities.fees import CHARGES, RECOMMENDATION, Fee, fee_for
from cities.messages import TEMPLATES
from cities.offices import Office, above
from cities.plan import Plan
from cities.routes import (
    OfficeDuty,
    Sender,
    Stop,
    accepts,
    charges_recommendation,
    duties_of,
    resolve,
    route_for,
)
from kit.errors import Invalid, NotFound


@dataclass(frozen=True)
class Cities:
    """The cities by slug. Whatever is asked for and does not exist is `NotFound`."""

    by_slug: Mapping[str, City]

    def __iter__(self) -> Iterator[City]:
        return iter(self.by_slug.values())

    @property
    def public(self) -> list[City]:
        """The cities that exist; where there are samples alone, these."""
        return [city for city in self if not city.is_sample] or list(self)

    def city(self, slug: str) -> City:
        """Find a city."""
        if slug not in self.by_slug:
            raise NotFound(f"没有城市“{slug}”的配置，请联系管理员。")
        return self.by_slug[slug]

    def plan(self, city: str, plan: str) -> Plan:
        """Find a plan of a city."""
        for one in self.city(city).plans:
            if one.id == plan:
                return one
        raise NotFound(f"没有申报计划“{plan}”，可能已被撤下。")

    def begun(self, city: str, plan: str, terms: str) -> "Cities":
        """The cities as they are for a case of this plan that began under these terms."""
        found, wanted = self.city(city), self.plan(city, plan)
        plans = tuple(one.begun(terms) if one is wanted else one for one in found.plans)
        return Cities({**self.by_slug, city: replace(found, plans=plans)})

    def fee(self, city: str, plan: str, item: str = "") -> Fee:
        """Find what an applicant of this plan pays: the plan's own item, or another of the standard."""
        wanted = self.plan(city, plan)
        if wanted.is_free:
            raise NotFound("这个申报计划不收费。")
        item = item or wanted.fee_item
        fee = fee_for(self.city(city).fees, item, wanted.level)
        if fee is None:
            raise NotFound(f"{wanted.level}没有“{item}”的收费标准，请联系管理员。")
        return fee

    def fees(self, city: str, plan: str) -> tuple[Fee, ...]:
        """What applicants of this plan pay: its own item first, then what is paid for a recommendation."""
        if self.plan(city, plan).is_free:
            return ()
        is_recommended = charges_recommendation(self.city(city).routes, self.plan(city, plan).level)
        items = ("", RECOMMENDATION) if is_recommended else ("",)
        return tuple(self.fee(city, plan, item) for item in items)

    def route(self, city: str, plan: str, sender: Sender) -> tuple[Stop, ...]:
        """Name the offices after the employer, in order (B5.1, B5.2, P1.1, P2.1)."""
        found = self.city(city)
        its_plan = self.plan(city, plan)
        route = route_for(found.routes, its_plan.level, sender)
        if route is None or found.level_of(sender.place) != sender.level:
            raise NotFound(f"没有{sender.place}单位的审核路径，请联系管理员核对单位所属地区。")
        stops = resolve(route, sender, found.offices, is_free=its_plan.is_free)
        if stops is None:
            raise NotFound(f"没有找到单位的主管部门或中评委办公室（路径 {route.rule}），请联系管理员核对。")
        return stops

    def office(self, office_id: UUID) -> Office:
        """Find an office of any city that is open."""
        for city in self:
            for office in city.offices:
                if office.id == office_id:
                    return office
        raise NotFound("没有这个机构，请联系管理员。")

    def placed(self, office_id: UUID) -> Iterator[tuple[City, Office]]:
        """An office with its city; one that is closed is what took over from it; nothing if not known."""
        for city in self:
            for office in city.offices:
                if known := office.as_known(office_id):
                    yield city, known

    def ids_of(self, office_id: UUID) -> tuple[UUID, ...]:
        """All ids of the office that has this one, this first: its own, those that it took over from."""
        whole = (one for city in self for one in city.offices if one.as_known(office_id))
        return tuple(dict.fromkeys([office_id, *(known for one in whole for known in one.ids)]))

    def above(self, office_id: UUID) -> list[Office]:
        """The offices above an office, the nearest first."""
        return [one for city, office in self.placed(office_id) for one in above(office, city.offices)]

    def below(self, office_id: UUID) -> list[UUID]:
        """The ids of the offices below an office, those under which older cases lie among them."""
        return [
            known
            for city, _ in self.placed(office_id)
            for one in city.offices
            if any(upper.as_known(office_id) for upper in above(one, city.offices))
            for known in one.ids
        ]

    def examination_days(self, office_id: UUID) -> int | None:
        """Within how many working days an office decides on a case; none where nothing is said."""
        for city, office in self.placed(office_id):
            return city.examination_days.by_kind.get(office.kind)
        return None

    def is_committee(self, office_id: UUID | None) -> bool:
        """Whether this is the office of a committee."""
        return office_id is not None and any(
            office.kind == "committee" for _, office in self.placed(office_id)
        )

    def keeps_register(self, office_id: UUID | None) -> bool:
        """Whether this office enters people in the register of dishonesty."""
        return office_id is not None and any(office.keeps_register for _, office in self.placed(office_id))

    def plans_of(self, office_id: UUID) -> list[tuple[City, Plan]]:
        """The plans of whose committee this is the office, the newest first."""
        found = [
            (city, plan)
            for city, office in self.placed(office_id)
            for plan in city.plans
            if accepts(city.routes, plan.level, office)
        ]
        return sorted(found, key=lambda one: one[1].opens, reverse=True)

    def recommends(self, office_id: UUID, plan: str) -> Office | None:
        """The office, if it is that of a committee below the plan's, which recommends to it (B6.1)."""
        for city, office in self.placed(office_id):
            for one in city.plans:
                if one.id == plan and "recommend" in duties_of(city.routes, one.level, office):
                    return office
        return None

    def fees_of(self, office_id: UUID) -> list[tuple[City, Office, Plan, Fee | None]]:
        """What an office may charge for each plan whose cases come to it, or nothing (B2.1). Newest first."""
        found = [
            (city, office, plan, self._charged(city.slug, plan, duties))
            for city, office in self.placed(office_id)
            for plan in city.plans
            if (duties := duties_of(city.routes, plan.level, office))
        ]
        return sorted(found, key=lambda one: one[2].opens, reverse=True)

    def _charged(self, city: str, plan: Plan, duties: frozenset[OfficeDuty]) -> Fee | None:
        item = next((item for duty, item in CHARGES.items() if duty in duties), None)
        return None if item is None or plan.is_free else self.fee(city, plan.id, item)

    def message(self, city: str, template: str, facts: Mapping[str, str]) -> str:
        """Write the text of a message in a city's words."""
        found = self.city(city).messages.get(template)
        if found is None:
            raise NotFound(f"没有短信模板“{template}”，请联系管理员。")
        missing = TEMPLATES[template] - facts.keys()
        if missing:
            raise Invalid(f"短信“{template}”缺少内容：{'、'.join(sorted(missing))}。")
        return found.text.format_map(dict(facts))
