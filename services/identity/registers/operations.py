"""Looking somebody up because they ask for it, whose number somebody vouched for, and not all the time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from contracts.registers import Answer, Outcome, Question, Record, Register, handed_key
from kit.adapters import adapter
from kit.blobs import Blobs
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from services.identity.people.store.persons import Person, person_by_id
from services.identity.registers import store
from services.identity.registers.gateway import Away, Registers, Unbelievable

UPLOADS = "uploads"


@dataclass(frozen=True, kw_only=True)
class Registry:
    """Who asks, and where a photo is put meanwhile. Without registers nobody answers."""

    pool: Pool
    cipher: FieldCipher
    blobs: Blobs
    registers: Registers | None
    rest: timedelta  # between two questions about the same

    async def ask(self, question: Question) -> Answer:
        """What a register says of somebody. No connection is held while it thinks."""
        at = now()
        person, refused = await self._asked_by(question, at)
        if person is None or refused:
            return _answer(question, refused or Outcome.UNKNOWN, at)
        try:
            answer = await self._looked_up(question, person, at)
        except Away:
            answer = _answer(question, Outcome.AWAY, at)
        except Unbelievable:
            answer = _answer(question, Outcome.WRONG, at)
        async with transaction(self.pool) as conn:
            await store.note_outcome(conn, question.account_id, question.register, answer.outcome)
        return answer

    async def _asked_by(self, question: Question, at: datetime) -> tuple[Person | None, Outcome | None]:
        """Who asks, or why nothing is asked: a number that was only typed may be somebody else's."""
        async with transaction(self.pool) as conn:
            person = await person_by_id(conn, question.account_id)
            if person is None or person.vouched_at is None:
                return person, Outcome.UNPROVEN
            may_ask = await store.may_ask(
                conn, person.id, question.register, city=person.city, at=at, unless_since=at - self.rest
            )
            return person, None if may_ask else Outcome.SOON

    async def _looked_up(self, question: Question, person: Person, at: datetime) -> Answer:
        if self.registers is None:
            raise Away
        number = self.cipher.decrypt(person.id_number_encrypted)
        if question.register is Register.PHOTO:
            photo = await self.registers.photo(name=person.name, id_number=number)
            if photo is None:
                return _answer(question, Outcome.UNKNOWN, at)
            await self.blobs.replace(UPLOADS, handed_key(person.id), self.cipher.encrypt_bytes(photo))
            return _answer(question, Outcome.FOUND, at, found=photo)
        record = await self.registers.record(question.register, name=person.name, id_number=number)
        if record is None:
            return _answer(question, Outcome.UNKNOWN, at)
        words = adapter(type(record)).dump_json(record)
        return _answer(question, Outcome.FOUND, at, found=words, told=record)


def _answer(
    question: Question,
    outcome: Outcome,
    at: datetime,
    *,
    found: bytes = b"",
    told: Record | None = None,
) -> Answer:
    return Answer(
        account_id=question.account_id,
        register=question.register,
        outcome=outcome,
        at=at,
        sha256=sha256(found).hexdigest() if found else "",
        told=told,
    )
