"""Orders."""

from datetime import datetime
from uuid import UUID

from kit.db import Connection, Record
from services.payment.domain import Order, OrderState


async def save_order(conn: Connection, order: Order, *, plan: str) -> Order:
    """Open an order. One that is there keeps everything but its date."""
    row = await conn.fetchrow(
        """
        insert into orders (
            id, application_id, person_id, city, plan, plan_title, item, level, basis, amount_fen, opened_at,
            due_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (id) do update set due_at = excluded.due_at
        returning *
        """,
        order.id,
        order.application_id,
        order.person_id,
        order.city,
        plan,
        order.plan_title,
        order.item,
        order.level,
        order.basis,
        order.amount_fen,
        order.opened_at,
        order.due_at,
    )
    assert row is not None  # noqa: S101 - an upsert returns its row
    return _order(row)


async def order(conn: Connection, order_id: UUID) -> Order | None:
    """An order."""
    row = await conn.fetchrow("select * from orders where id = $1", order_id)
    return _order(row) if row else None


async def order_for_update(conn: Connection, order_id: UUID) -> Order | None:
    """An order, locked until the transaction ends."""
    row = await conn.fetchrow("select * from orders where id = $1 for update", order_id)
    return _order(row) if row else None


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
    return _order(row) if row else None


async def change_state(conn: Connection, order_id: UUID, state: OrderState) -> None:
    """Move a locked order."""
    await conn.execute("update orders set state = $2 where id = $1", order_id, state)


async def close_order(conn: Connection, order_id: UUID, at: datetime) -> None:
    """Close a locked order for good."""
    await conn.execute("update orders set state = 'closed', closed_at = $2 where id = $1", order_id, at)


def _order(row: Record) -> Order:
    return Order(
        id=row["id"],
        application_id=row["application_id"],
        person_id=row["person_id"],
        city=row["city"],
        plan_title=row["plan_title"],
        item=row["item"],
        level=row["level"],
        basis=row["basis"],
        amount_fen=row["amount_fen"],
        opened_at=row["opened_at"],
        due_at=row["due_at"],
        state=OrderState(row["state"]),
    )
