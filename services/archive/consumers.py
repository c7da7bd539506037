"""What archive hears from others."""

from functools import partial

from contracts.career import BirthKnown
from contracts.clock import Ended
from contracts.declaration import Started
from contracts.identity import EmployerChanged
from kit import bus
from kit.crypto import FieldCipher
from kit.db import Connection, Pool
from services.archive.extraction.store import keep_begun, keep_ended
from services.archive.file.domain import Employer
from services.archive.file.operations.employ import record_employer
from services.archive.file.store.persons import keep_birth

NAME = "archive"


def hear(pool: Pool, cipher: FieldCipher) -> bus.Handler:
    """Take in each event once."""
    return bus.hear_once(
        pool,
        NAME,
        bus.on(EmployerChanged, partial(_employer_changed, cipher)),
        bus.on(BirthKnown, partial(_birth_known, cipher)),
        bus.on(Started, keep_begun),
        bus.on(Ended, keep_ended),
    )


async def _employer_changed(cipher: FieldCipher, conn: Connection, told: EmployerChanged) -> None:
    employer = Employer(
        id=told.employer_id,
        name=told.name,
        credit_code=told.credit_code,
        city=told.city,
        level=told.level,
        place=told.place,
        department=told.department,
        status=told.status,
        version=told.version,
        former_names=told.former_names,
        merged_into=told.merged_into,
        suspended_for=told.suspended_for,
    )
    await record_employer(conn, cipher, employer, at=told.at)


async def _birth_known(cipher: FieldCipher, conn: Connection, told: BirthKnown) -> None:
    born = cipher.encrypt(cipher.decrypt(told.born_encrypted))
    await keep_birth(conn, told.person_id, city=told.city, born_encrypted=born, told_at=told.at)
