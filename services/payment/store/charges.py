"""Charges: the codes at the channel."""

from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.ids import derived
from kit.rows import columns, insert, read
from services.payment.domain import Charge, ChargeKind, ChargeState, Order

KIND = "charge"


async def insert_charge(conn: Connection, order: Order, kind: ChargeKind, *, expires_at: datetime) -> Charge:
    """Intend the next charge of a locked order that has none that lives."""
    number = await conn.fetchval(
        "select coalesce(max(number), 0) + 1 from charges where order_id = $1", order.id
    )
    charge = Charge(
        id=derived(KIND, order.id, number),
        order_id=order.id,
        number=number,
        kind=kind,
        state=ChargeState.INTENDED,
        code_url="",
        expires_at=expires_at,
    )
    await insert(conn, "charges", city=order.city, **columns(charge))
    return charge


async def keep_charge(conn: Connection, order: Order, charge: Charge) -> None:
    """Keep a charge that the channel knows and we did not."""
    await insert(conn, "charges", "on conflict (id) do nothing", city=order.city, **columns(charge))


async def living_charge(conn: Connection, order_id: UUID) -> Charge | None:
    """The charge of an order that can still be paid."""
    row = await conn.fetchrow(
        "select * from charges where order_id = $1 and state in ('intended', 'open')",
        order_id,
    )
    return read(Charge, row)


async def charge(conn: Connection, charge_id: UUID) -> Charge | None:
    """A charge."""
    row = await conn.fetchrow("select * from charges where id = $1", charge_id)
    return read(Charge, row)


async def open_charge(conn: Connection, charge_id: UUID, code_url: str) -> None:
    """Keep the code that the channel gave, if the charge still lives."""
    await conn.execute(
        """
        update charges set state = 'open', code_url = $2
        where id = $1 and state in ('intended', 'open')
        """,
        charge_id,
        code_url,
    )


async def close_charge(conn: Connection, charge_id: UUID) -> None:
    """Nobody can pay under this code any more. One that was paid stays paid."""
    await conn.execute(
        "update charges set state = 'closed' where id = $1 and state in ('intended', 'open')", charge_id
    )


async def mark_paid(conn: Connection, charge_id: UUID) -> None:
    """Money came under this code, whatever we thought of it before."""
    await conn.execute("update charges set state = 'paid' where id = $1", charge_id)


async def charges_of(conn: Connection, order_id: UUID) -> list[Charge]:
    """All charges of an order, in order."""
    rows = await conn.fetch("select * from charges where order_id = $1 order by number", order_id)
    return [read(Charge, row) for row in rows]
