"""What documents hears from others."""

from contracts import archive, identity
from kit import bus
from kit.db import Connection, Pool
from services.documents.uploads.operations.keep import keep_files

NAME = "documents"


def hear(pool: Pool) -> bus.Handler:
    """Take in each event once."""
    return bus.hear_once(
        pool, NAME, bus.on(archive.FilesKept, _files_kept), bus.on(identity.FilesKept, _files_kept)
    )


async def _files_kept(conn: Connection, told: archive.FilesKept | identity.FilesKept) -> None:
    await keep_files(conn, told.account_id, told.file_ids, at=told.at)
