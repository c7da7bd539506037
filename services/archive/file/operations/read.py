"""Reading a file, and telling the house when what counts as verified has changed."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter

from contracts.archive import ReadinessChanged
from contracts.sections.archive import Visibility
from contracts.sections.entries import Entry
from contracts.sections.verified import LISTED, VerifiedRecord, verified_of
from kit import outbox
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound, Refusal
from kit.ids import derived
from services.archive.file.domain import Employer, Item, Person, basic_of, proven, readiness, records_of
from services.archive.file.store import employers, persons
from services.archive.file.store.items import items_of, picked
from services.archive.kinds.domain.fields import Values
from services.archive.kinds.domain.kind import Kind

RECORDS = TypeAdapter(tuple[VerifiedRecord, ...])


class EmployerNeeded(Refusal):
    """请先选择现工作单位。"""


@dataclass(frozen=True, kw_only=True)
class File:
    """A person's whole file."""

    person: Person
    employer: Employer
    items: Sequence[Item]


async def file_of(conn: Connection, cipher: FieldCipher, person_id: UUID) -> File | None:
    """The file, if the person has opened one by choosing an employer."""
    person = await persons.person_by_id(conn, cipher, person_id)
    return await _file(conn, cipher, person) if person else None


async def file_for_update(conn: Connection, cipher: FieldCipher, person_id: UUID) -> File:
    """The file, locked until the transaction ends."""
    person = await persons.person_for_update(conn, cipher, person_id)
    if person is None:
        raise EmployerNeeded
    return await _file(conn, cipher, person)


async def _file(conn: Connection, cipher: FieldCipher, person: Person) -> File:
    employer = await employers.employer_by_id(conn, person.employer_id)
    if employer is None:
        raise NotFound
    return File(person=person, employer=employer, items=await items_of(conn, cipher, person.id))


async def told_by_now(conn: Connection, cipher: FieldCipher, person_id: UUID, *, at: datetime) -> None:
    """Tell what was told in less detail before: a file that nobody changes would never be told anew."""
    file = await file_of(conn, cipher, person_id)
    if file and file.person.told and file.person.told != readiness(file.person.employer_id, file.items):
        await tell_readiness(conn, cipher, person_id, at=at)


async def tell_readiness(
    conn: Connection, cipher: FieldCipher, person_id: UUID, *, at: datetime, is_chosen: bool = False
) -> None:
    """Tell what counts as verified by now, if that is not what was told last. The file is locked.

    After another choice of achievements it is told in any case: a preview of before is none any more.
    """
    file = await file_for_update(conn, cipher, person_id)
    now = readiness(file.person.employer_id, file.items)
    if now == file.person.told and not is_chosen:
        return
    await persons.mark_told(conn, person_id=person_id, readiness=now)
    await outbox.add(
        conn,
        ReadinessChanged(
            id=derived(ReadinessChanged.topic, person_id, file.person.told_times + 1),
            about=person_id,
            at=at,
            person_id=person_id,
            employer_id=now.employer_id,
            city=file.person.city,
            has_basic_verified=now.has_basic,
            has_records_verified=now.has_records,
            facts_encrypted=_facts(cipher, file.items),
            records_encrypted=_records(cipher, file.items),
            picks=await picked(conn, person_id),
        ),
    )


def _facts(cipher: FieldCipher, items: Sequence[Item]) -> str:
    """What declarations take of what is verified, closed: others carry it."""
    basic = basic_of(items)
    if basic is None or basic.verified is None:
        return ""
    return cipher.encrypt(json.dumps(asdict(verified_of(basic.verified.values, proven(items)))))


def _records(cipher: FieldCipher, items: Sequence[Item]) -> str:
    """The verified records that a declaration may name, closed as well."""
    found = tuple(
        VerifiedRecord(
            id=item.id,
            kind=item.kind.code,
            title=item.kind.title_of(item.verified.values),
            files=len(item.verified.files),
            version=str(item.verified.id),
            entries=_listed(item.kind, item.verified.values),
            start=item.kind.span_of(item.verified.values)[0],
            end=item.kind.span_of(item.verified.values)[1],
            is_public=item.verified.visibility is Visibility.PUBLIC,
        )
        for item in records_of(items)
        if item.verified
    )
    return cipher.encrypt(RECORDS.dump_json(found).decode()) if found else ""


def _listed(kind: Kind, values: Values) -> tuple[Entry, ...]:
    return tuple(one for one in kind.entries(values) if one.code in LISTED.get(kind.code, ()))
