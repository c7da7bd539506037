"""The form while the applicant works on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cities import Plan
from contracts.sections.verified import Verified
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound, Stale
from services.declaration.drafting.domain.answers import Answers, read
from services.declaration.drafting.domain.declarations import Draft, Record
from services.declaration.drafting.domain.reopening import FORM
from services.declaration.drafting.operations.reopening import Locked, refuse_unless_open
from services.declaration.drafting.store import declarations, forms
from services.declaration.drafting.store.people import verified_facts
from services.declaration.plans import store as plans


class SavedElsewhere(Stale):
    """这份申报信息已在另一个页面保存过。请对照后选择保留哪一份。"""

    def __init__(self, saved: Draft) -> None:
        super().__init__()
        self.saved = saved


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A declaration with its plan as it was when it began, and what was typed so far."""

    record: Record
    plan: Plan
    draft: Draft
    verified: Verified | None  # what the form takes from the archive

    def is_complete(self, today: date) -> bool:
        """Whether nothing is wrong with the form."""
        _, faults = read(self.draft.answers, self.plan, today, self.verified)
        return not faults


async def own_declaration(conn: Connection, declaration_id: UUID, person_id: UUID) -> Record:
    """A person's own declaration; another's does not exist for them."""
    record = await declarations.declaration(conn, declaration_id)
    if record is None or record.person_id != person_id:
        raise NotFound
    return record


async def plan_of(conn: Connection, record: Record) -> Plan:
    """The plan of a declaration as it was when it began."""
    return await plans.plan_as_started(conn, record.city, record.plan, record.plan_version)


async def open_desk(conn: Connection, cipher: FieldCipher, declaration_id: UUID, person_id: UUID) -> Desk:
    """What the form's page shows."""
    record = await own_declaration(conn, declaration_id, person_id)
    return Desk(
        record=record,
        plan=await plan_of(conn, record),
        draft=await forms.form_of(conn, declaration_id),
        verified=await verified_facts(conn, cipher, person_id),
    )


async def save_form(
    conn: Connection, record: Record, answers: Answers, *, version: int, at: datetime
) -> Draft:
    """Save whatever was typed. What is saved already is not saved again, so a second click does nothing."""
    if not record.is_with_applicant:
        raise Locked
    saved = await forms.form_for_update(conn, record.id)
    if not is_news(saved, answers, version):
        return saved
    await refuse_unless_open(conn, record, FORM)
    return Draft(version=await forms.save_form(conn, record.id, answers, saved_at=at), answers=answers)


def is_news(saved: Draft, answers: Answers, version: int) -> bool:
    """Whether there is something to save, typed on what is saved now and not over another page's."""
    if _same(saved.answers, answers):
        return False
    if saved.version != version:
        raise SavedElsewhere(saved)
    return True


def _same(saved: Mapping[str, object], answers: Mapping[str, object]) -> bool:
    return {name: value for name, value in saved.items() if value} == {
        name: value for name, value in answers.items() if value
    }
