"""Tell the others what an employer is by now."""

from datetime import datetime
from uuid import UUID

from contracts.employers import EmployerDecided
from contracts.identity import EmployerChanged
from kit import outbox
from kit.clock import now
from kit.db import Connection
from kit.ids import derived
from services.identity.employers.store.employers import employer_by_id


async def tell_employer(conn: Connection, employer_id: UUID) -> None:
    """Every change raises the version; of one version is told once."""
    employer = await employer_by_id(conn, employer_id)
    assert employer is not None  # noqa: S101 - changed in this transaction
    successor = await employer_by_id(conn, employer.merged_into) if employer.merged_into else None
    details = employer.details
    await outbox.add(
        conn,
        EmployerChanged(
            id=derived(EmployerChanged.topic, employer.id, employer.version),
            about=employer.id,
            at=now(),
            employer_id=employer.id,
            version=employer.version,
            status=employer.status.value,
            name=details.name,
            former_names=employer.former_names,
            credit_code=details.credit_code,
            city=employer.city,
            level=details.level.value,
            place=details.place,
            department=details.department,
            merged_into=employer.merged_into,
            successor=successor.details.name if successor else "",
            valid_until=employer.valid_until,
            suspended_for=employer.suspended_for,
            kind=details.kind.value,
        ),
    )


async def tell_decided(
    conn: Connection,
    *key: object,
    employer_id: UUID,
    clerk_id: UUID,
    city: str,
    is_approved: bool,
    subject: str,
    at: datetime,
) -> None:
    """Somebody is to hear what became of an employer; of one key is told once (E2.2)."""
    await outbox.add(
        conn,
        EmployerDecided(
            id=derived(EmployerDecided.topic, *key),
            about=employer_id,
            at=at,
            employer_id=employer_id,
            clerk_id=clerk_id,
            city=city,
            is_approved=is_approved,
            subject=subject,
        ),
    )
