"""What officials counted of the paper ballots of a meeting."""

from uuid import UUID

from pydantic import TypeAdapter

from kit.db import Connection
from kit.rows import columns, read, upsert
from services.review.meetings.domain.counts import Count, Counting, Line, Sheet

LINES = TypeAdapter(tuple[Line, ...])


async def counting_of(conn: Connection, meeting_id: UUID) -> Counting:
    """All counts of a meeting."""
    rows = await conn.fetch(
        "select * from counts where meeting_id = $1 order by number, entered_at", meeting_id
    )
    return Counting(
        counts=tuple(
            read(Count, row, sheet=read(Sheet, row, lines=LINES.validate_python(row["lines"])))
            for row in rows
        )
    )


async def put_count(conn: Connection, count: Count) -> None:
    """Keep a count, in place of the one that the same person entered at this attempt."""
    values = columns(count)
    sheet = values.pop("sheet")
    await upsert(
        conn,
        "counts",
        """
        (meeting_id, number, account_id) do update
            set entered_at = excluded.entered_at, handed = excluded.handed, returned = excluded.returned,
                lines = excluded.lines
        """,
        **values,
        handed=sheet.handed,
        returned=sheet.returned,
        lines=LINES.dump_python(sheet.lines, mode="json"),
    )
