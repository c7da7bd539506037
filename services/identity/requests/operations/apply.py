"""What the approval of a request does, and what its refusal does, for each kind."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Refusal
from kit.ids import derived
from kit.session import Session
from services.identity.access.operations.sessions import end_sessions_of
from services.identity.employers.domain.employers import Employer, Status, may_be_decided
from services.identity.employers.operations.inviting import tell_inviters
from services.identity.employers.operations.tell_employer import tell_decided, tell_employer
from services.identity.employers.store import clerkships, employers
from services.identity.people.operations.birth import tell_birth
from services.identity.people.operations.register_applicant import number_fingerprint
from services.identity.people.store import persons
from services.identity.requests.domain.kinds import Kind
from services.identity.requests.domain.requests import Facts, Request, may_be_changed, takes_letters
from services.identity.requests.store.requests import withdraw_requests


class AskerGone(Refusal):
    """申请人已不是该单位的经办人，不能通过，请退回。"""


class Outdated(Refusal):
    """单位现在的登记与提出申请时不同，不能通过，请退回，由单位重新申请。"""


class NumberTaken(Refusal):
    """这个证件号码已经属于另一个账号，不能通过。一人只有一个账号，请核对后退回。"""


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What was decided, on what, when and by whom. An employer is locked."""

    request: Request
    employer: Employer | None
    until: date | None  # for how long an approval holds
    by: Session
    at: datetime
    cipher: FieldCipher

    @property
    def unit(self) -> Employer:
        """The employer that it is about."""
        assert self.employer is not None  # noqa: S101 - a constraint of the table
        return self.employer


async def _authorise(conn: Connection, decided: Decided) -> None:
    """Who asked is the chief clerk from now on; who was before acts for nobody, in no session either."""
    employer, asker = decided.unit, decided.request.asked_by
    number = await clerkships.id_number_encrypted_of(conn, employer.id, asker)
    if number is None or not takes_letters(employer.status):
        raise AskerGone
    if employer.chief_id != asker:
        await _hand_over(conn, decided, number)
    assert decided.request.file_id is not None  # noqa: S101 - a constraint of the table
    assert decided.until is not None  # noqa: S101 - the kind has a term
    letter_id = derived("letter", decided.request.file_id)
    await employers.authorise_employer(conn, employer.id, letter_id=letter_id, valid_until=decided.until)
    await tell_employer(conn, employer.id)
    if employer.status is not Status.SUSPENDED:  # else the letter holds from when it may act again
        await tell_inviters(conn, employer, decided.at)


async def _hand_over(conn: Connection, decided: Decided, number: str) -> None:
    employer, asker, at = decided.unit, decided.request.asked_by, decided.at
    for one in await clerkships.clerkships_of(conn, employer.id):
        if one.is_over or not (one.is_chief or one.account_id == asker):
            continue
        await clerkships.end_clerkship(conn, one.id, at)
        if one.is_chief:
            await end_sessions_of(conn, one.account_id, at)
            await withdraw_requests(conn, employer.id, asked_by=one.account_id, at=at)
            await tell_clerk(conn, decided.request, one.account_id, "clerkship", is_approved=False, at=at)
    await clerkships.forget_wish(conn, employer.id, asker, at)
    await clerkships.insert_clerkship(
        conn,
        clerkship_id=derived("clerkship", employer.id, decided.request.id),
        city=employer.city,
        employer_id=employer.id,
        account_id=asker,
        is_chief=True,
        id_number_encrypted=number,
        appointed_by=decided.by.account_id,
        from_at=at,
    )


async def _return_registration(conn: Connection, decided: Decided) -> None:
    """The clerk mends it, unless another letter has let the unit act meanwhile."""
    if may_be_decided(decided.unit.status):
        await employers.close_employer(conn, decided.unit.id, Status.REFUSED, valid_until=None)
        await tell_employer(conn, decided.unit.id)


async def _change(conn: Connection, decided: Decided) -> None:
    """What was asked for holds, if the employer still is what it was then."""
    employer, request = decided.unit, decided.request
    is_same = Facts.of(request.kind, employer.details) == request.before
    if not is_same or not may_be_changed(employer.status):
        raise Outdated
    await let_hold(conn, employer, request.kind, request.after)


async def let_hold(conn: Connection, employer: Employer, kind: Kind, after: Facts) -> None:
    """Another name or department from now on."""
    if kind is Kind.RENAMING:
        former_id = derived("employer_name", employer.id, employer.version)
        await employers.rename_employer(conn, employer, after.name, former_id=former_id)
    else:
        await employers.move_employer(
            conn,
            employer.id,
            level=after.level,
            place=after.place,
            department_id=UUID(after.department_id) if after.department_id else None,
            department=after.department,
        )
    await tell_employer(conn, employer.id)


async def _correct(conn: Connection, decided: Decided) -> None:
    """One person, one account, one number (A1.1)."""
    request, cipher = decided.request, decided.cipher
    number = cipher.decrypt(request.id_number_encrypted)
    try:
        await persons.correct_person(
            conn,
            request.asked_by,
            name=request.after.name,
            id_number_encrypted=request.id_number_encrypted,
            id_number_fingerprint=number_fingerprint(number, cipher),
        )
    except persons.NumberTaken as error:
        raise NumberTaken from error
    await tell_birth(conn, request.asked_by, city=request.city, id_number=number, cipher=cipher)


async def tell_clerk(
    conn: Connection, request: Request, clerk_id: UUID, subject: str, *, is_approved: bool, at: datetime
) -> None:
    """A clerk hears what became of a request (E2.2)."""
    assert request.employer_id is not None  # noqa: S101 - a constraint of the table
    await tell_decided(
        conn,
        request.id,
        clerk_id,
        at=at,
        employer_id=request.employer_id,
        clerk_id=clerk_id,
        city=request.city,
        is_approved=is_approved,
        subject=subject,
    )


Act = Callable[[Connection, Decided], Awaitable[None]]
APPROVED: Mapping[Kind, Act] = {
    Kind.REGISTRATION: _authorise,
    Kind.LETTER: _authorise,
    Kind.RENAMING: _change,
    Kind.SUPERIOR: _change,
    Kind.CORRECTION: _correct,
}
REFUSED: Mapping[Kind, Act] = {Kind.REGISTRATION: _return_registration}  # the others leave all as it is
