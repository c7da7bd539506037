"""What the two experts of a declaration say, encrypted: they are no users of ours."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import insert
from services.declaration.drafting.domain.answers import Answers
from services.declaration.drafting.domain.declarations import Draft

ANSWERS: TypeAdapter[Answers] = TypeAdapter(Answers)


@dataclass(frozen=True, kw_only=True)
class Opinions:
    """Both opinions as they were typed, and under which name of the applicant."""

    draft: Draft
    applicant: str


NONE = Opinions(draft=Draft(version=0, answers={}), applicant="")


async def opinions_of(conn: Connection, cipher: FieldCipher, declaration_id: UUID) -> Opinions:
    """What was typed so far."""
    row = await conn.fetchrow(
        "select version, answers_encrypted, applicant_encrypted from recommendations where id = $1",
        declaration_id,
    )
    if row is None:
        return NONE
    answers = ANSWERS.validate_json(cipher.decrypt(row["answers_encrypted"]))
    return Opinions(
        draft=Draft(version=row["version"], answers=answers),
        applicant=cipher.decrypt(row["applicant_encrypted"]),
    )


async def put_opinions(
    conn: Connection,
    cipher: FieldCipher,
    declaration_id: UUID,
    answers: Answers,
    *,
    city: str,
    applicant: str,
    version: int,
    saved_at: datetime,
) -> None:
    """Save what was typed in place of what was there."""
    await insert(
        conn,
        "recommendations",
        """
        on conflict (id) do update
        set version = excluded.version,
            answers_encrypted = excluded.answers_encrypted,
            applicant_encrypted = excluded.applicant_encrypted,
            saved_at = excluded.saved_at
        """,
        id=declaration_id,
        city=city,
        version=version,
        answers_encrypted=cipher.encrypt(ANSWERS.dump_json(answers).decode()),
        applicant_encrypted=cipher.encrypt(applicant),
        saved_at=saved_at,
    )
