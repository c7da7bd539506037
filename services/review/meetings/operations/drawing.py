"""A meeting called, and its members drawn: the seed's hash first, the list after, the seed with the draw."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from cities import Cities, City
from cities.offices import Office
from contracts.normal.signs import seen
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid, NotFound, Refusal, Stale
from kit.ids import new_id
from kit.session import Session
from services.review.committee import store as library
from services.review.committee.domain.experts import Expert, State
from services.review.committee.operations.experts import today
from services.review.meetings.domain.drawing import Draw, commitment
from services.review.meetings.domain.meetings import (
    WHY_LENGTHS,
    Called,
    Meeting,
    Seat,
    Standing,
    called_faults,
    seats_of,
    short,
    successor,
)
from services.review.meetings.store import ballots
from services.review.meetings.store import meetings as store
from services.review.meetings.store.applicants import applying

MORE_EXPERTS = "请先补充专家库，或另建会议调整各类别的人数。"


class NoSuchMeeting(NotFound):
    """没有这次评审会议，可能属于另一个评委会。"""


class CalledOtherwise(Refusal):
    """这一页已经建立了会议，内容与现在填写的不同，没有再次建立。"""


class DrawnAlready(Refusal):
    """这次会议的委员已经抽取，不能重新抽取。不能到会的，按抽取顺序递补。"""


class TooFew(Refusal):
    """专家库中可抽取的专家不够。"""


class NotDrawn(Refusal):
    """这次会议还没有抽取委员。"""


class VotingBegan(Refusal):
    """投票已经开始，不能再递补委员。"""


class NoReserve(Refusal):
    """这一类别没有备选专家了，不能递补。请另建会议重新抽取。"""


def plans_of(cities: Cities, office: Office) -> list[tuple[str, str]]:
    """The plans whose cases come to a committee's office: id and title."""
    return list(dict.fromkeys((plan.id, plan.title) for _, _, plan, _ in cities.fees_of(office.id)))


async def call(
    conn: Connection,
    cipher: FieldCipher,
    cities: Cities,
    who: Session,
    place: tuple[City, Office],
    called: Called,
    meeting_id: UUID,
) -> Meeting:
    """Call a meeting: its seed is made and its hash recorded before anybody can be drawn."""
    city, office = place
    if there := await store.meeting(conn, cipher, meeting_id):
        if there.office_id == office.id and there.says(called):
            return there  # a second click
        raise CalledOtherwise
    plans = [plan for plan, _ in plans_of(cities, office)]
    if faults := called_faults(called, city.meetings, plans, today()):
        raise Invalid(faults=faults)
    seed = new_id().hex + new_id().hex
    meeting = Meeting(
        id=meeting_id,
        version=1,
        city=city.slug,
        office_id=office.id,
        created_at=now(),
        called_by_name=who.name,
        commitment=commitment(seed),
        seed=seed,
        **vars(called),
    )
    if await store.insert_meeting(conn, cipher, meeting):
        return meeting
    return await call(conn, cipher, cities, who, place, called, meeting_id)


async def meeting_of(
    conn: Connection, cipher: FieldCipher, office: Office, meeting_id: UUID, *, to_change: bool = False
) -> Meeting:
    """A meeting of the office's own committee."""
    found = await (store.meeting_for_update if to_change else store.meeting)(conn, cipher, meeting_id)
    if found is None or found.office_id != office.id:
        raise NoSuchMeeting
    return found


async def draw(
    conn: Connection, cipher: FieldCipher, cities: Cities, who: Session, office: Office, meeting_id: UUID
) -> None:
    """Fix the list and draw from it; a second click finds it done."""
    meeting = await meeting_of(conn, cipher, office, meeting_id, to_change=True)
    if meeting.drawn_at is not None:
        if meeting.drawn_by_name == who.name:
            return
        raise DrawnAlready
    voters = {one.expert_id for one in await ballots.voted_before(conn, office.id, meeting.plan)}
    pool = await _pool(conn, cipher, cities, meeting, but=voters)
    made = meeting.draw(pool)
    if missing := short(made):
        raise TooFew("；".join(missing) + "。" + _why_fewer(len(voters)) + MORE_EXPERTS)
    await store.insert_seats(conn, seats_of(meeting.id, made))
    await store.put_drawn(conn, meeting.id, by_name=who.name, at=now())


async def replace_member(
    conn: Connection,
    cipher: FieldCipher,
    who: Session,
    office: Office,
    meeting_id: UUID,
    expert_id: UUID,
    why: str,
    *,
    version: int,
) -> None:
    """Who cannot come is followed by the next of the same order, with the reason."""
    meeting = await meeting_of(conn, cipher, office, meeting_id, to_change=True)
    if meeting.drawn_at is None:
        raise NotDrawn
    if meeting.opened_at is not None:
        raise VotingBegan
    seats = await store.seats_of(conn, meeting_id)
    left = next((one for one in seats if one.expert_id == expert_id), None)
    if left is None or left.standing is Standing.RESERVE:
        raise NoSuchMeeting("这位专家不是这次会议的委员。")
    words = " ".join(seen(why).split())
    if left.standing is Standing.REPLACED and (left.why, left.changed_by_name) == (words, who.name):
        return  # a second click
    if meeting.version != version or left.standing is Standing.REPLACED:
        raise Stale
    if len(words) not in WHY_LENGTHS:
        raise Invalid(faults=[Fault(field="why", message="请写明不能到会的原因，2 至 200 个字，例如：出差")])
    came = successor(seats, left)
    if came is None:
        raise NoReserve
    at = now()
    await store.put_replaced(conn, left, why=words, by_name=who.name, at=at)
    await store.put_successor(conn, came, left, by_name=who.name, at=at)
    await store.next_version(conn, meeting_id)


async def drawn(conn: Connection, cipher: FieldCipher, meeting_id: UUID) -> tuple[Meeting, Draw | None]:
    """A meeting by its public address, and the draw once it was made."""
    meeting = await store.meeting(conn, cipher, meeting_id)
    if meeting is None:
        raise NoSuchMeeting
    if meeting.drawn_at is None:
        return meeting, None
    seats: Sequence[Seat] = await store.seats_of(conn, meeting_id)
    pool: dict[str, list[UUID]] = defaultdict(list)
    for seat in seats:
        pool[seat.category].append(seat.expert_id)
    return meeting, meeting.draw(pool)


def _why_fewer(voters: int) -> str:
    told = f"另有 {voters} 位专家在原评审会议上评审过复查后要重新评审的申报，须回避，不列入抽取名单。"
    return told if voters else ""


async def _pool(
    conn: Connection, cipher: FieldCipher, cities: Cities, meeting: Meeting, *, but: Collection[UUID]
) -> Mapping[str, Sequence[UUID]]:
    """Who can be drawn: in term on the day, pledged, and no applicant of the plan's year."""
    year = cities.plan(meeting.city, meeting.plan).year
    plans = sorted({plan.id for city in cities for plan in city.plans if plan.year == year})
    every = await library.experts_of(conn, cipher, meeting.office_id)
    able: list[Expert] = [
        one
        for one in every
        if one.state(today()) is State.ELIGIBLE
        and one.from_on <= meeting.held_on <= one.until_on
        and one.category in meeting.categories
    ]
    applicants = await applying(conn, cipher, able, plans)
    pool: dict[str, list[UUID]] = defaultdict(list)
    for one in able:
        if one.called not in applicants and one.id not in but:
            pool[one.category].append(one.id)
    return pool
