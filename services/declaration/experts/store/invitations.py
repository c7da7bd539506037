"""Invitations of experts, what was sent to them, and whose mobile number is whose, by keyed hashes."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter

from kit.crypto import FieldCipher
from kit.db import Connection, Record
from kit.ids import new_id
from kit.rows import insert, read
from services.declaration.experts.domain.achievements import Shown
from services.declaration.experts.domain.invitations import A_DAY, Invitation

SHOWN = TypeAdapter(tuple[Shown, ...])
ANSWERS: TypeAdapter[Mapping[str, str]] = TypeAdapter(Mapping[str, str])


def mobile_mark(cipher: FieldCipher, mobile: str) -> str:
    """What is kept of a number to compare it by."""
    return cipher.fingerprint(f"mobile:{mobile}")


def _token_mark(cipher: FieldCipher, token: str) -> str:
    return cipher.fingerprint(f"expert:{token}")


def _invitation(row: Record | None, cipher: FieldCipher) -> Invitation | None:
    if row is None:
        return None
    answers = ANSWERS.validate_json(cipher.decrypt(row["answers_encrypted"]))
    told = _opened(cipher, row["shown_encrypted"])
    shown = SHOWN.validate_json(told) if told else None
    picture = _opened(cipher, row["picture_encrypted"])
    return read(Invitation, row, cipher, answers=answers, picture=picture, shown=shown)


def _opened(cipher: FieldCipher, value: str | None) -> str:
    return cipher.decrypt(value) if value else ""


async def insert_invitation(
    conn: Connection, cipher: FieldCipher, invitation: Invitation, token: str
) -> None:
    """Keep a new one."""
    await insert(
        conn,
        "invitations",
        id=invitation.id,
        version=invitation.version,
        city=invitation.city,
        declaration_id=invitation.declaration_id,
        number=invitation.number,
        token_fingerprint=_token_mark(cipher, token),
        answers_encrypted=_closed(cipher, invitation.answers),
        applicant_encrypted=cipher.encrypt(invitation.applicant),
        sent_at=invitation.sent_at,
        expires_at=invitation.expires_at,
    )


async def invitations_of(
    conn: Connection, cipher: FieldCipher, declaration_id: UUID
) -> tuple[Invitation, ...]:
    """Those of a declaration that were not taken back."""
    rows = await conn.fetch(
        "select * from invitations where declaration_id = $1 and ended_at is null order by number",
        declaration_id,
    )
    return tuple(found for row in rows if (found := _invitation(row, cipher)))


async def invitation_of_token(conn: Connection, cipher: FieldCipher, token: str) -> Invitation | None:
    """The one that a link belongs to, held until the transaction ends."""
    row = await conn.fetchrow(
        "select * from invitations where token_fingerprint = $1 for update", _token_mark(cipher, token)
    )
    return _invitation(row, cipher)


async def invitation_for_update(
    conn: Connection, cipher: FieldCipher, invitation_id: UUID
) -> Invitation | None:
    """One by its id, held until the transaction ends."""
    row = await conn.fetchrow("select * from invitations where id = $1 for update", invitation_id)
    return _invitation(row, cipher)


async def renew(
    conn: Connection,
    cipher: FieldCipher,
    invitation_id: UUID,
    token: str,
    *,
    applicant: str,
    sent_at: datetime,
    expires_at: datetime,
) -> None:
    """Another link in place of the last, which leads nowhere from now on; what was typed stays."""
    await conn.execute(
        """
        update invitations
        set version = version + 1, token_fingerprint = $2, applicant_encrypted = $3,
            sent_at = $4, expires_at = $5, failures = 0,
            code_fingerprint = '', code_expires_at = null, opened_by = '', opinion_sha256 = ''
        where id = $1
        """,
        invitation_id,
        _token_mark(cipher, token),
        cipher.encrypt(applicant),
        sent_at,
        expires_at,
    )


async def end(conn: Connection, cipher: FieldCipher, invitation_id: UUID, *, at: datetime) -> None:
    """Take it back: who opens the link is told so, and nothing else of it is kept."""
    await conn.execute(
        """
        update invitations
        set ended_at = $2, answers_encrypted = $3, applicant_encrypted = $4, picture_encrypted = null,
            signature_sha256 = '', opinion_sha256 = '', device = ''
        where id = $1
        """,
        invitation_id,
        at,
        _closed(cipher, {}),
        cipher.encrypt(""),
    )


async def put_code(
    conn: Connection, invitation_id: UUID, code_fingerprint: str, expires_at: datetime
) -> None:
    """The code that was sent last."""
    await conn.execute(
        "update invitations set code_fingerprint = $2, code_expires_at = $3 where id = $1",
        invitation_id,
        code_fingerprint,
        expires_at,
    )


async def count_failure(conn: Connection, invitation_id: UUID) -> None:
    """Somebody typed another number, or another code."""
    await conn.execute("update invitations set failures = failures + 1 where id = $1", invitation_id)


async def open_for(conn: Connection, invitation_id: UUID, browser: str) -> None:
    """This browser proved the number; the code is used up."""
    await conn.execute(
        "update invitations set opened_by = $2, code_fingerprint = '', code_expires_at = null where id = $1",
        invitation_id,
        browser,
    )


async def put_opinion(
    conn: Connection,
    cipher: FieldCipher,
    invitation_id: UUID,
    answers: Mapping[str, str],
    *,
    opinion_sha256: str,
    landmark_sha256: str,
    shown: tuple[Shown, ...],
) -> None:
    """What the expert says, and had read; with its digest once it may be signed."""
    await conn.execute(
        """
        update invitations
        set version = version + 1, answers_encrypted = $2, opinion_sha256 = $3, landmark_sha256 = $4,
            shown_encrypted = $5
        where id = $1
        """,
        invitation_id,
        _closed(cipher, answers),
        opinion_sha256,
        landmark_sha256,
        cipher.encrypt(SHOWN.dump_json(shown).decode()),
    )


async def put_signature(
    conn: Connection,
    cipher: FieldCipher,
    invitation_id: UUID,
    *,
    picture: str,
    signature_sha256: str,
    device: str,
    at: datetime,
) -> None:
    """The opinion is whole."""
    await conn.execute(
        """
        update invitations
        set version = version + 1, signed_at = $2, picture_encrypted = $3, signature_sha256 = $4, device = $5
        where id = $1
        """,
        invitation_id,
        at,
        cipher.encrypt(picture),
        signature_sha256,
        device,
    )


async def count_messages(
    conn: Connection, declaration_id: UUID, mobile: str, *, at: datetime
) -> tuple[int, int]:
    """How many were sent within a day: to this number, by whomever; for this declaration."""
    # Who sends to the same number waits, so that no two take the last place.
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", mobile)
    row = await conn.fetchrow(
        """
        select count(*) filter (where mobile_fingerprint = $2) as to_number,
               count(*) filter (where declaration_id = $1) as of_declaration
        from expert_messages
        where (mobile_fingerprint = $2 or declaration_id = $1) and sent_at > $3
        """,
        declaration_id,
        mobile,
        at - A_DAY,
    )
    return (row["to_number"], row["of_declaration"]) if row else (0, 0)


async def note_message(
    conn: Connection, declaration_id: UUID, mobile: str, *, city: str, at: datetime
) -> None:
    """Count one more; what is a day old counts no more."""
    await conn.execute("delete from expert_messages where sent_at < $1", at - A_DAY)
    await insert(
        conn,
        "expert_messages",
        id=new_id(),
        city=city,
        declaration_id=declaration_id,
        mobile_fingerprint=mobile,
        sent_at=at,
    )


async def put_mobile(
    conn: Connection, person_id: UUID, *, city: str, fingerprint: str, told_at: datetime
) -> None:
    """Keep whose number this is now; older news do not undo newer ones."""
    await insert(
        conn,
        "mobiles",
        """
        on conflict (id) do update
        set city = excluded.city, fingerprint = excluded.fingerprint, told_at = excluded.told_at
        where mobiles.told_at <= excluded.told_at
        """,
        id=person_id,
        city=city,
        fingerprint=fingerprint,
        told_at=told_at,
    )


async def put_former_mobile(
    conn: Connection, person_id: UUID, *, city: str, fingerprint: str, told_at: datetime
) -> None:
    """Keep that this was the person's number before; it is kept once."""
    await insert(
        conn,
        "former_mobiles",
        "on conflict do nothing",
        person_id=person_id,
        city=city,
        fingerprint=fingerprint,
        told_at=told_at,
    )


async def is_mobile_of(conn: Connection, cipher: FieldCipher, person_id: UUID) -> Callable[[str], bool]:
    """What tells whether a number is or was this person's; it never is while none is known."""
    rows = await conn.fetch(
        """
        select fingerprint from mobiles where id = $1
        union
        select fingerprint from former_mobiles where person_id = $1
        """,
        person_id,
    )
    known = {row["fingerprint"] for row in rows}
    return lambda mobile: mobile_mark(cipher, mobile) in known


def _closed(cipher: FieldCipher, answers: Mapping[str, str]) -> str:
    return cipher.encrypt(ANSWERS.dump_json(answers).decode())
