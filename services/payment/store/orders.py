"""Orders."""

from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.rows import columns, read, upsert
from services.payment.domain import Order, OrderState


async def save_order(conn: Connection, asked: Order, *, plan: str) -> Order:
    """Open an order. One that is there keeps everything but its date."""
    row = await upsert(
        conn, "orders", "(id) do update set due_at = excluded.due_at", plan=plan, **columns(asked)
    )
    return read(Order, row)


async def order(conn: Connection, order_id: UUID) -> Order | None:
    """An order."""
    row = await conn.fetchrow("select * from orders where id = $1", order_id)
    return read(Order, row)


async def order_for_update(conn: Connection, order_id: UUID) -> Order | None:
    """An order, locked until the transaction ends."""
    row = await conn.fetchrow("select * from orders where id = $1 for update", order_id)
    return read(Order, row)


async def order_of(conn: Connection, application_id: UUID, person_id: UUID) -> Order | None:
    """The newest order of a person's own application."""
    row = await conn.fetchrow(
        """
        select * from orders
        where application_id = $1 and person_id = $2
        order by opened_at desc limit 1
        """,
        application_id,
        person_id,
    )
    return read(Order, row)


async def change_state(conn: Connection, order_id: UUID, state: OrderState) -> None:
    """Move a locked order."""
    await conn.execute("update orders set state = $2 where id = $1", order_id, state)


async def close_order(conn: Connection, order_id: UUID, at: datetime) -> None:
    """Close a locked order for good."""
    await conn.execute("update orders set state = 'closed', closed_at = $2 where id = $1", order_id, at)


async def open_orders(conn: Connection) -> list[Order]:
    """Orders that are not paid and not closed for good, the oldest first."""
    rows = await conn.fetch("select * from orders where state in ('open', 'closing') order by opened_at, id")
    return [read(Order, row) for row in rows]


async def paid_orders(conn: Connection, application_id: UUID) -> list[Order]:
    """What was paid for an application, the oldest first."""
    rows = await conn.fetch(
        "select * from orders where application_id = $1 and state = 'paid' order by opened_at, id",
        application_id,
    )
    return [read(Order, row) for row in rows]
