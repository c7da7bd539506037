"""In which month a person was born, as the ID number tells it: whoever needs it hears it and asks nobody."""

from uuid import UUID

from contracts.career import BirthKnown
from kit import outbox
from kit.clock import SHANGHAI, now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.ids import derived
from services.identity.people.domain.persons import born_on


async def tell_birth(
    conn: Connection, person_id: UUID, *, city: str, id_number: str, cipher: FieldCipher
) -> None:
    """Tell it of a person who is new, or whose number was corrected."""
    at = now()
    born = cipher.encrypt(f"{born_on(id_number, at.astimezone(SHANGHAI).date()):%Y%m}")
    await outbox.add(
        conn,
        BirthKnown(
            id=derived(BirthKnown.topic, person_id, born),
            about=person_id,
            at=at,
            person_id=person_id,
            city=city,
            born_encrypted=born,
        ),
    )
