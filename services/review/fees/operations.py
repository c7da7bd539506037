"""An office sets whether it charges; what it passes from then on is asked for a fee, or for none (B2.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from cities import Cities, Fee, Office, Plan
from kit.clock import now
from kit.db import Connection
from kit.errors import Fault, Invalid, NotFound
from kit.ids import new_id
from kit.session import Session
from services.review.fees import store
from services.review.fees.domain import Setting, holding


class NotCharged(NotFound):
    """本单位没有这个申报计划的收费项目，没有可以更改的设定。审查环节不得收取任何费用。"""


WORDS = {"yes": True, "no": False}


@dataclass(frozen=True, kw_only=True)
class Charge:
    """What an office may charge for a plan, and whether it does; without a fee it may charge nothing."""

    office: Office
    plan: Plan
    fee: Fee | None
    setting: Setting | None  # the newest; none was made: it charges

    @property
    def is_charged(self) -> bool:
        """Whether whoever is passed from now on has to pay."""
        return self.fee is not None and (self.setting is None or self.setting.charges)


async def charges_of(
    conn: Connection, cities: Cities, who: Session
) -> tuple[list[Charge], Sequence[Setting]]:
    """Every plan whose cases come to one's office, and all that the office ever set, the newest first."""
    if who.org_id is None:
        return [], []
    made = await store.settings_of(conn, cities.ids_of(who.org_id))
    newest = holding(made, who.org_id)
    found = [
        Charge(office=office, plan=plan, fee=fee, setting=newest.get(plan.id))
        for _, office, plan, fee in cities.fees_of(who.org_id)
    ]
    return found, made


async def set_charged(conn: Connection, cities: Cities, who: Session, plan: str, charges: str) -> None:
    """收费 or 不收费 for a plan from now on; what is set already is not set again."""
    found = cities.fees_of(who.org_id) if who.org_id else []
    city = next((city for city, _, one, fee in found if one.id == plan and fee), None)
    if who.org_id is None or city is None:
        raise NotCharged
    if charges not in WORDS:
        raise Invalid(faults=[Fault(field="charges", message="请选择收费或不收费", rule="B2.1")])
    await store.hold_settings(conn, who.org_id, plan)
    is_charged = not await is_waived(conn, cities, who.org_id, plan)
    if is_charged == WORDS[charges]:
        return
    setting = Setting(
        id=new_id(),
        office_id=who.org_id,
        city=city.slug,
        plan=plan,
        charges=WORDS[charges],
        account_id=who.account_id,
        set_by=who.name,
        set_at=now(),
    )
    await store.insert_setting(conn, setting)


async def is_waived(conn: Connection, cities: Cities, office_id: UUID, plan: str) -> bool:
    """Whether the office that passes a case has set that it charges nothing for this plan.

    Whoever takes over from an office has its setting, until it makes one of its own.
    """
    return await store.charges(conn, cities.ids_of(office_id), plan) is False
