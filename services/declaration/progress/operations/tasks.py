"""What is known of the parts of a draft without asking their owners."""

from datetime import date

from cities.assessing import words
from kit.crypto import FieldCipher
from kit.db import Connection
from services.declaration.attachments.operations import enclosures_of
from services.declaration.drafting.domain.answers import read
from services.declaration.drafting.operations.draft import Desk
from services.declaration.drafting.operations.reopening import closed_areas
from services.declaration.drafting.store.people import has_photo, is_pledged, news_of_archive
from services.declaration.experts.domain.opinions import experts_of
from services.declaration.experts.operations.opinions import recommended, waiting_for
from services.declaration.progress.domain.tasks import Known, Score
from services.declaration.progress.store.previews import found_by_preview, looks
from services.declaration.scoring.domain import assessed_kind
from services.declaration.scoring.operations import asked_of, standing_of


async def what_is_known(conn: Connection, cipher: FieldCipher, desk: Desk, today: date) -> Known:
    """By what was told, what was typed, and what the last check found."""
    record, plan, answers = desk.record, desk.plan, desk.draft.answers
    _, faults = read(answers, plan, today, desk.verified)
    experts = experts_of(plan, answers.get("kind"))
    opinions = await recommended(conn, cipher, record, plan, experts) if experts else None
    news = await news_of_archive(conn, cipher, record.person_id)
    return Known(
        has_photo=await has_photo(conn, record.person_id),
        is_pledged=await is_pledged(conn, record.id),
        form_lacks=len(faults),
        experts_lack=len(opinions.problems) if opinions else None,
        experts_wait="；".join(await waiting_for(conn, cipher, record)) if experts else "",
        score=await _score(conn, cipher, desk),
        attachments_lack=len((await enclosures_of(conn, cipher, desk)).problems),
        archive_news=tuple(one for one in news if one.at > record.started_at),
        closed=await closed_areas(conn, record),
        found=await found_by_preview(conn, record.id, await looks(conn, record, desk.draft)),
    )


async def _score(conn: Connection, cipher: FieldCipher, desk: Desk) -> Score | None:
    kind = assessed_kind(desk.plan, desk.draft.answers.get("kind", ""))
    asked = await asked_of(conn, cipher, desk.record, desk.plan, kind)
    if asked is None:
        return None
    found = await standing_of(conn, desk.record, asked)
    return Score(total=words(found.total), minimum=asked.minimum, lacks=len(found.lacking))
