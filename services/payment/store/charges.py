"""Charges: the codes at the channel."""

from datetime import datetime
from uuid import UUID

from kit.db import Connection, Record
from kit.ids import derived
from services.payment.domain import Charge, ChargeState, Order


async def insert_charge(conn: Connection, order: Order, *, expires_at: datetime) -> Charge:
    """Intend the next charge of a locked order that has none that lives."""
    number = await conn.fetchval(
        "select coalesce(max(number), 0) + 1 from charges where order_id = $1", order.id
    )
    row = await conn.fetchrow(
        """
        insert into charges (id, city, order_id, number, expires_at) values ($1, $2, $3, $4, $5)
        returning *
        """,
        derived("charge", order.id, number),
        order.city,
        order.id,
        number,
        expires_at,
    )
    assert row is not None  # noqa: S101 - an insert returns its row
    return _charge(row)


async def living_charge(conn: Connection, order_id: UUID) -> Charge | None:
    """The charge of an order that can still be paid."""
    row = await conn.fetchrow(
        "select * from charges where order_id = $1 and state in ('intended', 'open')",
        order_id,
    )
    return _charge(row) if row else None


async def charge(conn: Connection, charge_id: UUID) -> Charge | None:
    """A charge."""
    row = await conn.fetchrow("select * from charges where id = $1", charge_id)
    return _charge(row) if row else None


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


def _charge(row: Record) -> Charge:
    return Charge(
        id=row["id"],
        order_id=row["order_id"],
        number=row["number"],
        state=ChargeState(row["state"]),
        code_url=row["code_url"],
        expires_at=row["expires_at"],
    )
