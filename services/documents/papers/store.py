"""Papers that were issued."""

from uuid import UUID

from kit.db import Connection
from services.documents.papers.domain.paper import CODE_LENGTH, Kind, Paper


async def insert_paper(conn: Connection, paper: Paper) -> None:
    """Note that a paper was issued; the same one twice is noted once."""
    await conn.execute(
        """
        insert into papers (
            id, application_id, city, plan, kind, manifest_sha256, content_sha256, sealed_sha256
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict do nothing
        """,
        paper.id,
        paper.application_id,
        paper.city,
        paper.plan,
        paper.kind,
        paper.manifest_sha256,
        paper.content_sha256,
        paper.sealed_sha256,
    )


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
    if row is None:
        return None
    return Paper(**{**{name: row[name] for name in Paper.__dataclass_fields__}, "kind": Kind(row["kind"])})
