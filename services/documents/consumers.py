"""What documents hears from others."""

from contracts import archive, attachments, clock, commission, declaration, identity, pledge
from kit import bus
from kit.db import Connection, Pool
from services.documents.photos.store import keep_begun, keep_ended
from services.documents.signing.operations import forget_signatures
from services.documents.uploads.operations.keep import keep_files

NAME = "documents"
Kept = archive.FilesKept | attachments.FilesKept | identity.FilesKept | commission.FilesKept


def hear(pool: Pool) -> bus.Handler:
    """Take in each event once."""
    return bus.hear_once(
        pool,
        NAME,
        bus.on(archive.FilesKept, _files_kept),
        bus.on(attachments.FilesKept, _files_kept),
        bus.on(identity.FilesKept, _files_kept),
        bus.on(commission.FilesKept, _files_kept),
        bus.on(declaration.Started, keep_begun),
        bus.on(clock.Ended, keep_ended),
        bus.on(pledge.Abandoned, _abandoned),
    )


async def _files_kept(conn: Connection, told: Kept) -> None:
    of_person = told.person_id if isinstance(told, commission.FilesKept) else None
    await keep_files(conn, told.account_id, told.file_ids, at=told.at, of_person=of_person)


async def _abandoned(conn: Connection, told: pledge.Abandoned) -> None:
    await forget_signatures(conn, told.application_id)
