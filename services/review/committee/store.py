"""The library of experts: personal fields encrypted, found again by keyed hashes."""

from datetime import date, datetime
from uuid import UUID

from asyncpg import UniqueViolationError

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import columns, insert, read
from services.review.committee.domain.experts import PERSONAL, Expert, Person


class MobileTaken(Exception):
    """Somebody of this library has the number already."""


def mobile_mark(cipher: FieldCipher, mobile: str) -> str:
    """What is kept of a number to compare it by."""
    return cipher.fingerprint(f"mobile:{mobile}")


def called_mark(cipher: FieldCipher, called: str) -> str:
    """What is kept of name and unit to find the same person by."""
    return cipher.fingerprint(f"person:{called}")


def unit_mark(cipher: FieldCipher, unit: str) -> str:
    """What is kept of a unit, as it is compared."""
    return cipher.fingerprint(f"unit:{unit}")


async def insert_expert(conn: Connection, cipher: FieldCipher, expert: Expert) -> None:
    """Keep a new one."""
    try:
        await insert(
            conn,
            "experts",
            mobile_fingerprint=mobile_mark(cipher, expert.mobile),
            called_fingerprint=called_mark(cipher, expert.called),
            unit_fingerprint=unit_mark(cipher, expert.employer),
            **columns(expert, cipher, *PERSONAL),
        )
    except UniqueViolationError as error:
        raise MobileTaken from error


async def experts_of(conn: Connection, cipher: FieldCipher, office_id: UUID) -> list[Expert]:
    """The whole library of an office; those whose term was ended come last."""
    rows = await conn.fetch(
        "select * from experts where office_id = $1 order by ended_at is not null, category, created_at, id",
        office_id,
    )
    return [read(Expert, row, cipher) for row in rows]


async def expert(
    conn: Connection, cipher: FieldCipher, office_id: UUID, expert_id: UUID, *, to_change: bool = False
) -> Expert | None:
    """One expert of an office's library; held until the transaction ends if it is to be changed."""
    if to_change:
        await conn.execute("select from experts where id = $1 for update", expert_id)
    row = await conn.fetchrow("select * from experts where id = $1 and office_id = $2", expert_id, office_id)
    return read(Expert, row, cipher)


async def same_person(
    conn: Connection, cipher: FieldCipher, office_id: UUID, person: Person
) -> Expert | None:
    """Who of the library has this number, else this name at this unit, and was not ended."""
    row = await conn.fetchrow(
        """
        select * from experts
         where office_id = $1 and ended_at is null and (mobile_fingerprint = $2 or called_fingerprint = $3)
         order by mobile_fingerprint = $2 desc
         limit 1
        """,
        office_id,
        mobile_mark(cipher, person.mobile),
        called_mark(cipher, person.called),
    )
    return read(Expert, row, cipher)


async def put_pledge(conn: Connection, expert_id: UUID, pledged_on: date) -> None:
    """The pledge was signed on this day."""
    await conn.execute(
        "update experts set pledged_on = $2, version = version + 1 where id = $1", expert_id, pledged_on
    )


async def end_expert(conn: Connection, expert_id: UUID, *, by_name: str, why: str, at: datetime) -> None:
    """The expert is drawn no more; what was, stays."""
    await conn.execute(
        """
        update experts set ended_at = $2, ended_by_name = $3, ended_why = $4, version = version + 1
         where id = $1 and ended_at is null
        """,
        expert_id,
        at,
        by_name,
        why,
    )
