"""Section "identity" of a case file: the person and the employer as they are at submission."""

from dataclasses import replace
from datetime import date

from contracts.case import Problem, SealRequest
from contracts.employers import in_words
from contracts.sections import identity as contract
from contracts.sections.identity import IdentitySection
from kit.clock import SHANGHAI, now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound
from services.identity.employers.domain.employers import Employer, Status
from services.identity.employers.store.employers import acting_employer
from services.identity.people.domain.persons import born_on, gender
from services.identity.people.store.persons import Person, person_by_id

UNAPPROVED = Problem(
    rule="A2.4", page="/archive/basic", message="您的用人单位尚未通过审核，请联系单位人事负责人完成注册"
)
EXPIRED = Problem(
    rule="A2.4",
    page="/archive/basic",
    message="您的用人单位的授权已到期，请联系单位人事负责人提交新的委托证明，通过后再提交申报",
)
SUSPENDED = Problem(
    rule="A2.4",
    page="/archive/employer",
    message="您的用人单位的授权已暂停（{}），恢复后才能提交申报。您填写的内容都已保存，请联系单位人事负责人",
)


async def compose_section(
    conn: Connection, request: SealRequest, cipher: FieldCipher
) -> tuple[IdentitySection | None, tuple[Problem, ...]]:
    """What is to be sealed, or what stands against it."""
    person = await person_by_id(conn, request.person_id)
    if person is None:
        raise NotFound
    employer = await acting_employer(conn, request.employer_id)
    if employer is None or employer.city != request.city or employer.status is not Status.APPROVED:
        return None, (_problem(employer),)
    today = now().astimezone(SHANGHAI).date()
    return IdentitySection(person=as_sealed(person, cipher, today), employer=as_registered(employer)), ()


def _problem(employer: Employer | None) -> Problem:
    """Why the employer may not act, and who has to do what."""
    if employer and employer.status is Status.EXPIRED:
        return EXPIRED
    if employer and employer.status is Status.SUSPENDED:
        return replace(SUSPENDED, message=SUSPENDED.message.format(in_words(employer.suspended_for)))
    return UNAPPROVED


def as_sealed(person: Person, cipher: FieldCipher, today: date) -> contract.Person:
    """The person as the case shows it."""
    number = cipher.decrypt(person.id_number_encrypted)
    return contract.Person(
        name=person.name,
        gender=gender(number),
        born_on=born_on(number, today),
        id_number=number,
        mobile=cipher.decrypt(person.mobile_encrypted),
    )


def as_registered(employer: Employer) -> contract.Employer:
    """The employer as the case shows it."""
    details = employer.details
    return contract.Employer(
        id=employer.id,
        name=details.name,
        credit_code=details.credit_code,
        kind=details.kind,
        level=details.level,
        place=details.place,
        department=details.department,
    )
