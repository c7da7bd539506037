"""What the workflow tells of a case: the read model and the timeline."""

from contracts.declaration import Progress
from kit.db import Connection
from kit.errors import NotFound
from services.declaration.drafting.store import declarations
from services.declaration.progress.store import moves


async def record_progress(conn: Connection, progress: Progress) -> None:
    """Keep a move once; the latest by position is what the applicant sees, whatever comes in late."""
    record = await declarations.declaration_for_update(conn, progress.application_id)
    if record is None:
        raise NotFound
    if not await moves.insert_move(conn, progress, city=record.city):
        return
    await declarations.show_progress(conn, progress)
    await declarations.show_sections(conn, progress.application_id, progress.manifest)
