"""Papers are awaited, found by what is printed on them, and received."""

from datetime import date
from uuid import UUID

from contracts.check_code import typed_code
from contracts.committee import HandedIn, HandInIncomplete
from kit import outbox
from kit.clock import SHANGHAI, now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, NotFound, Refusal
from kit.ids import derived
from kit.reference import typed_stem
from kit.session import Session
from services.review.handins import store
from services.review.handins.domain import HandIn, Received, Sought, faults_of, missing
from services.review.tasks import operations as tasks


class NoSuchHandIn(NotFound):
    """没有找到这份等待报送的评审表。请核对评审表页脚的校验码或申报编号；还没有缴费、没有生成评审表的，不能接收。"""


class OtherOffice(Refusal):
    """这份评审表不由本单位接收，没有登记。请退还申报人，按其申报页面上的地址报送。"""


class Replaced(Refusal):
    """这份评审表已经被后来生成的代替，没有登记。请申报人重新下载打印，盖章后再报送。"""


class ReceivedBefore(Refusal):
    """这份评审表已经收齐并登记，没有重复登记，也不能再修改。"""


class ChangedMeanwhile(Refusal):
    """打开页面以后，有人登记了这份评审表。请核对下面最新的内容后再保存。"""


class WantsPaper(Refusal):
    """参加面试的要一并登记纸质论文代表作，请打开这一件单独登记。"""


async def open_hand_in(
    conn: Connection, cipher: FieldCipher, hand_in: HandIn, *, stage: str, round_: int, code: str
) -> None:
    """Await the papers of a case; the same again does nothing."""
    await store.put(conn, cipher, hand_in, stage=stage, round_=round_, code=code)


async def hand_in_of(conn: Connection, cipher: FieldCipher, who: Session, hand_in_id: UUID) -> HandIn:
    """One of the office for which somebody acts; anybody else's does not exist for them."""
    found = await store.of_office(conn, cipher, hand_in_id, who.org_id) if who.org_id else None
    if found is None:
        raise NoSuchHandIn
    tasks.refuse_own(who, found.person_id)
    return found


async def own(conn: Connection, cipher: FieldCipher, who: Session, application_id: UUID) -> HandIn:
    """What an applicant hands in of their own case."""
    found = await store.of_person(conn, cipher, application_id, who.account_id)
    if found is None:
        raise NoSuchHandIn
    return found


async def find(conn: Connection, cipher: FieldCipher, who: Session, typed: str) -> HandIn:
    """What the number or the check code on a paper means at this office."""
    last = typed.strip().rstrip("/").rpartition("/")[2]  # the QR code is the address that ends with the code
    wanted = Sought(number=typed_stem(last), code=typed_code(last))
    if who.org_id is None or (wanted.number is None and not wanted.code):
        raise NoSuchHandIn
    found = await store.sought(conn, cipher, wanted, who.org_id)
    if found is None:
        raise NoSuchHandIn
    if wanted.number is None and await store.has_newer(conn, found):
        raise Replaced
    if found.office_id != who.org_id:
        raise OtherOffice
    tasks.refuse_own(who, found.person_id)
    return found


async def receive_whole(conn: Connection, cipher: FieldCipher, who: Session, typed: str) -> HandIn:
    """Receive papers of which nothing is missing, by the number or code that is on them."""
    found = await find(conn, cipher, who, typed)
    if found.done_at is not None:
        raise ReceivedBefore
    if found.is_interviewed:
        raise WantsPaper
    await receive(conn, cipher, who, found.id, found.whole, version=found.version)
    return found


async def receive(
    conn: Connection,
    cipher: FieldCipher,
    who: Session,
    hand_in_id: UUID,
    received: Received,
    *,
    version: int,
    until: date | None = None,
) -> None:
    """Record what is there; what is missing is told with its date, and once nothing is, the case goes on."""
    hand_in = await store.of_office_for_update(conn, cipher, hand_in_id, who.org_id) if who.org_id else None
    if hand_in is None:
        raise NoSuchHandIn
    tasks.refuse_own(who, hand_in.person_id)
    lacks = missing(hand_in, received)
    is_same = (hand_in.received, hand_in.missing_until) == (received, until if lacks else None)
    if hand_in.version and is_same:
        return  # a second click
    if hand_in.done_at is not None:
        raise ReceivedBefore
    if await store.has_newer(conn, hand_in):
        raise Replaced
    if version != hand_in.version:
        raise ChangedMeanwhile
    at = now()
    if faults := faults_of(hand_in, received, until, at.astimezone(SHANGHAI).date()):
        raise Invalid(faults=faults)
    by = until if lacks else None
    await store.record(
        conn, cipher, hand_in, received, account_id=who.account_id, name=who.name, at=at, until=by
    )
    if by is None:
        told = HandedIn(
            id=derived(HandedIn.topic, hand_in.id),
            about=hand_in.application_id,
            at=at,
            application_id=hand_in.application_id,
            hand_in_id=hand_in.id,
        )
        await outbox.add(conn, told)
        return
    await outbox.add(
        conn,
        HandInIncomplete(
            id=derived(HandInIncomplete.topic, hand_in.id, hand_in.version + 1),
            about=hand_in.application_id,
            at=at,
            application_id=hand_in.application_id,
            person_id=hand_in.person_id,
            city=hand_in.city,
            plan=hand_in.plan,
            until=by,
        ),
    )


async def erase_person(conn: Connection, person_id: UUID) -> None:
    """Forget the person; done twice is done once."""
    await store.delete_of(conn, person_id)
