"""Papers that were issued."""

from contracts.check_code import CODE_LENGTH
from kit.db import Connection
from kit.rows import columns, insert, read
from services.documents.papers.domain.paper import Kind, Paper


async def insert_paper(conn: Connection, paper: Paper) -> None:
    """Note that a paper was issued; the same one twice is noted once."""
    told = columns(paper)
    del told["created_at"]  # the database says when
    told["sections"] = [columns(ref) for ref in paper.sections]
    await insert(conn, "papers", "on conflict do nothing", **told)


async def paper_by_code(conn: Connection, code: str) -> Paper | None:
    """The paper whose manifest's digest begins with the code."""
    row = await conn.fetchrow(
        f"""
        select *
          from papers
         where left(manifest_sha256, {CODE_LENGTH}) = $1
         order by kind = $2 desc, created_at
         limit 1
        """,  # noqa: S608 - a number of ours: its index asks for the same one
        code,
        Kind.REVIEW_FORM,
    )
    return read(Paper, row)
