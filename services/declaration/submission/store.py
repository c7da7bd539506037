"""The receipts of what was submitted."""

from dataclasses import asdict
from uuid import UUID

from contracts.check_code import CODE_LENGTH
from kit.db import Connection
from kit.rows import insert, read
from services.declaration.submission.domain import Receipt


async def keep_receipt(conn: Connection, receipt: Receipt) -> None:
    """Keep a receipt, once."""
    await insert(conn, "receipts", "on conflict do nothing", **asdict(receipt))


async def receipts_of(conn: Connection, declaration_id: UUID) -> list[Receipt]:
    """The receipts of a declaration, the newest first."""
    rows = await conn.fetch(
        "select * from receipts where declaration_id = $1 order by round desc", declaration_id
    )
    return [read(Receipt, row) for row in rows]


async def receipt_of_code(conn: Connection, code: str) -> Receipt | None:
    """The receipt whose digest begins with the code."""
    row = await conn.fetchrow(
        f"""
        select * from receipts where left(digest, {CODE_LENGTH}) = $1 order by id limit 1
        """,  # noqa: S608 - a number of ours: its index asks for the same one
        code,
    )
    return read(Receipt, row)
