"""Who has a draft is reminded before the window closes: page by page, each once for a day."""

from datetime import datetime
from uuid import UUID

from contracts.declaration import NoticeDue
from contracts.notification import Message, Template
from contracts.season import DraftsReminder
from kit import outbox
from kit.db import Connection
from kit.ids import derived
from services.declaration.drafting.store import declarations
from services.declaration.drafting.store.declarations import Drafting
from services.declaration.plans.domain import until_words

PAGE = 200


async def remind_page(conn: Connection, reminder: DraftsReminder, after: UUID, at: datetime) -> UUID | None:
    """Tell those of one page whose draft is not submitted by now; where the next begins, if there is one."""
    found = await declarations.drafts_after(
        conn, city=reminder.city, plan=reminder.plan, after=after, limit=PAGE
    )
    for draft in found:
        if at < draft.closes_at:
            await outbox.add(conn, _notice(draft, reminder, at))
    return found[-1].id if len(found) == PAGE else None


def _notice(draft: Drafting, reminder: DraftsReminder, at: datetime) -> NoticeDue:
    message = Message(
        id=derived("message", draft.id, Template.DRAFT_ENDING, reminder.day),
        recipient_id=draft.person_id,
        city=reminder.city,
        template=Template.DRAFT_ENDING,
        facts={"plan": reminder.plan, "due": until_words(draft.closes_at)},
    )
    return NoticeDue(id=derived(NoticeDue.topic, message.id), about=draft.id, at=at, message=message)
