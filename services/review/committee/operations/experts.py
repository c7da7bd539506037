"""The library of experts: added, pledge recorded, ended; each by the office of its committee alone."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from cities import Cities, City
from cities.offices import Office
from contracts.normal.signs import seen
from kit.clock import SHANGHAI, now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid, NotFound, Refusal, Stale
from kit.ids import new_id
from kit.session import Session
from services.review.committee import store
from services.review.committee.domain.experts import Expert, Person, Typed, why_fault


class NoCommittee(NotFound):
    """专家库由评委会办公室管理。您所在的单位不是评委会办公室，没有专家库。"""


class NoSuchExpert(NotFound):
    """专家库中没有这位专家，可能属于另一个评委会。"""


class ThereAlready(Refusal):
    """专家库中已有这个手机号码，或同一单位的同名专家，信息与填写的不同。信息有变的，请先终止原来的任期，再重新新增。"""


class EndedAlready(Refusal):
    """这位专家的任期已经终止，不能再修改。"""


def committee_of(cities: Cities, who: Session) -> tuple[City, Office]:
    """The committee's office for which somebody acts."""
    for city, office in cities.placed(who.org_id) if who.org_id else ():
        if city.has_committee(office):
            return city, office
    raise NoCommittee


def categories_of(city: City) -> list[str]:
    """The categories within which members of a committee are drawn: those of the city's plans."""
    return list(dict.fromkeys(name for plan in city.plans for name in plan.categories))


def today() -> date:
    """The day in Shanghai."""
    return now().astimezone(SHANGHAI).date()


async def add_expert(
    conn: Connection,
    cipher: FieldCipher,
    who: Session,
    place: tuple[City, Office],
    typed: Typed,
    unreadable: Sequence[Fault] = (),
) -> Expert:
    """Take somebody into the library; the same person with the same facts is there once."""
    person, faults = typed.person(categories_of(place[0]), today())
    if person is None or unreadable:
        fields = {fault.field for fault in unreadable}
        raise Invalid(faults=[*(one for one in faults if one.field not in fields), *unreadable])
    return await keep(conn, cipher, who, place, person)


async def keep(
    conn: Connection, cipher: FieldCipher, who: Session, place: tuple[City, Office], person: Person
) -> Expert:
    """Keep a person whose facts are in order."""
    city, office = place
    there = await store.same_person(conn, cipher, office.id, person)
    if there is not None and there.says(person):
        return there
    if there is not None:
        raise ThereAlready
    expert = Expert(
        id=new_id(),
        version=1,
        city=city.slug,
        office_id=office.id,
        added_by=who.account_id,
        created_at=now(),
        **vars(person),
    )
    try:
        await store.insert_expert(conn, cipher, expert)
    except store.MobileTaken as error:
        raise ThereAlready from error
    return expert


async def expert_of(
    conn: Connection, cipher: FieldCipher, office: Office, expert_id: UUID, *, to_change: bool = False
) -> Expert:
    """One expert of the office's own library."""
    found = await store.expert(conn, cipher, office.id, expert_id, to_change=to_change)
    if found is None:
        raise NoSuchExpert
    return found


async def record_pledge(
    conn: Connection,
    cipher: FieldCipher,
    office: Office,
    expert_id: UUID,
    signed_on: date | Fault | None,
    *,
    version: int,
) -> None:
    """The expert signed the pledge (承诺书) on this day: without it nobody is drawn."""
    there = await expert_of(conn, cipher, office, expert_id, to_change=True)
    if isinstance(signed_on, Fault) or signed_on is None or signed_on > today():
        fault = signed_on if isinstance(signed_on, Fault) else _pledge_fault(signed_on)
        raise Invalid(faults=[fault])
    if there.pledged_on == signed_on:
        return
    if there.ended_at is not None:
        raise EndedAlready
    if there.version != version:
        raise Stale
    await store.put_pledge(conn, expert_id, signed_on)


async def end_expert(
    conn: Connection,
    cipher: FieldCipher,
    who: Session,
    office: Office,
    expert_id: UUID,
    why: str,
    *,
    version: int,
) -> None:
    """End the term before its last day, with the reason."""
    there = await expert_of(conn, cipher, office, expert_id, to_change=True)
    words = " ".join(seen(why).split())
    if there.ended_at is not None:
        if (there.ended_by_name, there.ended_why) == (who.name, words):
            return
        raise EndedAlready
    if fault := why_fault(words):
        raise Invalid(faults=[Fault(field="why", message=fault)])
    if there.version != version:
        raise Stale
    await store.end_expert(conn, expert_id, by_name=who.name, why=words, at=now())


def _pledge_fault(signed_on: date | None) -> Fault:
    words = "请填写承诺书的签署日期" if signed_on is None else "承诺书的签署日期不能晚于今天"
    return Fault(field="signed_on", message=words)
