"""Papers that were issued."""

from uuid import UUID

from kit.db import Connection
from kit.rows import columns, insert, read
from services.documents.papers.domain.paper import CODE_LENGTH, Kind, Paper


async def insert_paper(conn: Connection, paper: Paper) -> None:
    """Note that a paper was issued; the same one twice is noted once."""
    told = columns(paper)
    del told["created_at"]  # the database says when
    await insert(conn, "papers", "on conflict do nothing", **told)


async def paper_by_code(conn: Connection, application_id: UUID, code: str, kind: Kind) -> Paper | None:
    """The paper of this kind whose manifest's digest begins with the code."""
    row = await conn.fetchrow(
        """
        select *
          from papers
         where application_id = $1 and kind = $2 and left(manifest_sha256, $3) = $4
         order by created_at
         limit 1
        """,
        application_id,
        kind,
        CODE_LENGTH,
        code,
    )
    return read(Paper, row)
