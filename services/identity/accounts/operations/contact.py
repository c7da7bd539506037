"""How the holder of an account is reached: one mobile number, one account."""

from uuid import UUID

from contracts.identity import ContactChanged
from kit import outbox
from kit.clock import now
from kit.db import Connection
from kit.errors import Refusal
from kit.ids import derived


class AlreadyRegistered(Refusal):
    """这个身份证号码或手机号码已经注册过。"""


async def tell_contact(
    conn: Connection, holder_id: UUID, *, city: str, mobile: str, former: str | None = None
) -> None:
    """Tell notification where to reach somebody, and where no longer."""
    await outbox.add(
        conn,
        ContactChanged(
            id=derived(ContactChanged.topic, holder_id, mobile),
            about=holder_id,
            at=now(),
            holder_id=holder_id,
            city=city,
            mobile_encrypted=mobile,
            former_encrypted=former,
        ),
    )
