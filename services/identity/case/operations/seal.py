"""Section "identity" of a case file: the person and the employer as they are at submission."""

from typing import Any

from contracts.case import Problem, SealRequest
from kit.clock import SHANGHAI, now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound
from services.identity.employers.domain.employers import Employer, Status
from services.identity.employers.store.employers import acting_employer
from services.identity.people.domain.persons import born_on, gender
from services.identity.people.store.persons import Person, person_by_id

SECTION = "identity"
UNAPPROVED = Problem(
    rule="A2.4", page="/archive/basic", message="您的用人单位尚未通过审核，请联系单位人事负责人完成注册"
)
EXPIRED = Problem(
    rule="A2.4",
    page="/archive/basic",
    message="您的用人单位的授权已到期，请联系单位人事负责人提交新的委托证明，通过后再提交申报",
)


async def section(
    conn: Connection, request: SealRequest, cipher: FieldCipher
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """What is to be sealed, and what stands against it."""
    person = await person_by_id(conn, request.person_id)
    if person is None:
        raise NotFound
    employer = await acting_employer(conn, request.employer_id)
    if employer is None or employer.city != request.city or employer.status is not Status.APPROVED:
        return {}, (EXPIRED if employer and employer.status is Status.EXPIRED else UNAPPROVED,)
    return {"person": _person(person, cipher), "employer": _employer(employer)}, ()


def _person(person: Person, cipher: FieldCipher) -> dict[str, str]:
    number = cipher.decrypt(person.id_number_encrypted)
    return {
        "name": person.name,
        "gender": gender(number),
        "born_on": born_on(number, now().astimezone(SHANGHAI).date()).isoformat(),
        "id_number": number,
        "mobile": cipher.decrypt(person.mobile_encrypted),
    }


def _employer(employer: Employer) -> dict[str, str]:
    details = employer.details
    return {
        "id": str(employer.id),
        "name": details.name,
        "credit_code": details.credit_code,
        "kind": details.kind.value,
        "level": details.level.value,
        "place": details.place,
        "department": details.department,
    }
