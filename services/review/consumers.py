"""What review hears from others."""

from functools import partial

from contracts.clock import HoldsChanged
from contracts.identity import EmployerChanged
from contracts.rereview import ReReviewAsked
from kit import bus
from kit.crypto import FieldCipher
from kit.db import Connection, Pool
from services.review.rereviews.operations import take_in
from services.review.substitutions.store import note_holds
from services.review.tasks.operations import record_merger
from services.review.tasks.store.mergers import Merger

NAME = "review"


def hear(pool: Pool, cipher: FieldCipher) -> bus.Handler:
    """Take in each event once."""
    return bus.hear_once(
        pool,
        NAME,
        bus.on(EmployerChanged, partial(_employer_changed, cipher)),
        bus.on(HoldsChanged, note_holds),
        bus.on(ReReviewAsked, partial(_re_review_asked, cipher)),
    )


async def _employer_changed(cipher: FieldCipher, conn: Connection, told: EmployerChanged) -> None:
    """Of employers only who was merged into whom matters here."""
    if told.merged_into is None:
        return
    merger = Merger(
        employer_id=told.employer_id,
        city=told.city,
        successor_id=told.merged_into,
        successor=told.successor,
    )
    await record_merger(conn, cipher, merger, at=told.at)


async def _re_review_asked(cipher: FieldCipher, conn: Connection, asked: ReReviewAsked) -> None:
    await take_in(conn, cipher, asked)
