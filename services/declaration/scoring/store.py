"""A self-assessment as it was filled in, page by page."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.ids import derived
from kit.rows import insert
from services.declaration.drafting.domain.answers import Answers
from services.declaration.drafting.domain.declarations import Draft

EMPTY = Draft(version=0, answers={})


async def drafts_of(conn: Connection, declaration_id: UUID) -> Mapping[str, Draft]:
    """What was filled in so far, by page."""
    rows = await conn.fetch(
        "select part, version, answers from assessments where declaration_id = $1", declaration_id
    )
    return {row["part"]: Draft(version=row["version"], answers=row["answers"]) for row in rows}


async def put_draft(
    conn: Connection, declaration_id: UUID, part: str, draft: Draft, *, city: str, saved_at: datetime
) -> None:
    """Save one page in place of what was there."""
    await insert(
        conn,
        "assessments",
        """
        on conflict (id) do update
        set version = excluded.version, answers = excluded.answers, saved_at = excluded.saved_at
        """,
        id=derived("assessment", declaration_id, part),
        city=city,
        declaration_id=declaration_id,
        part=part,
        version=draft.version,
        answers=dict[str, object](draft.answers),
        saved_at=saved_at,
    )


def answers_of(drafts: Mapping[str, Draft]) -> Mapping[str, Answers]:
    """What was filled in, without the versions."""
    return {part: draft.answers for part, draft in drafts.items()}
