"""An applicant asks for a re-review, once for each result and until its days are over."""

from datetime import datetime
from uuid import UUID

from contracts.application import Status
from contracts.attachments import FilesKept
from contracts.clock import DeadlineKind
from contracts.rereview import Request, ReReviewAsked
from kit import outbox
from kit.adapters import adapter
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, NotFound, Refusal
from kit.ids import derived
from kit.web.filters import until
from services.declaration.drafting.store import declarations
from services.declaration.progress.domain.records import Entry
from services.declaration.progress.domain.rereviews import faults
from services.declaration.progress.store import deadlines, rereviews

RE_REVIEW_ASKED = "re_review_asked"


class NotOffered(Refusal):
    """这份申报现在没有可以申请复查的评审结果。"""


class AskedBefore(Refusal):
    """您已经申请过复查，每次评审结果只能申请一次，没有再次提交。答复后在申报记录中查看。"""


class StartedAgain(Refusal):
    """您已就同一计划另行申报，同一计划只能有一份申报在办理。要申请复查的，请先撤回另行的申报。"""


class DaysOver(Refusal):
    """申请复查的期限已过。"""


async def ask(
    conn: Connection, cipher: FieldCipher, declaration_id: UUID, request: Request, at: datetime
) -> None:
    """Ask for a re-review. Whether its days are over is for the workflow to say."""
    record = await declarations.declaration_for_update(conn, declaration_id)
    if record is None:
        raise NotFound
    entry = await deadlines.newest_deadline(conn, declaration_id, DeadlineKind.RE_REVIEW)
    if entry is None:
        raise NotOffered
    for one in await rereviews.rereviews_of(conn, cipher, declaration_id):
        if one.id == entry.id and one.request == request:
            return  # a second click
        if one.id == entry.id:
            raise AskedBefore if one.asked_at else DaysOver(over(entry))
    if record.status is not Status.NOT_ELECTED:
        raise NotOffered
    if found := faults(request):
        raise Invalid(faults=found)
    if not await declarations.reactivate(conn, declaration_id):
        raise StartedAgain
    await rereviews.ask(conn, cipher, entry, request, at)
    await outbox.add(
        conn,
        ReReviewAsked(
            id=derived(ReReviewAsked.topic, entry.id),
            about=declaration_id,
            at=at,
            application_id=declaration_id,
            re_review_id=entry.id,
            request_encrypted=cipher.encrypt(adapter(Request).dump_json(request).decode()),
        ),
    )
    await _keep(conn, record.person_id, request, at)


async def end(conn: Connection, deadline_id: UUID) -> bool:
    """Take no request any more; true when one was made in time. Nobody asks in between."""
    entry = await deadlines.deadline(conn, deadline_id)
    if entry is None:
        return False  # erased meanwhile
    await declarations.declaration_for_update(conn, entry.application_id)
    return await rereviews.close(conn, entry)


def over(entry: Entry) -> str:
    """That the days are over, with the last of them."""
    return f"申请复查的期限已于 {until(entry.due_at)} 截止，不能再申请。"


async def _keep(conn: Connection, person_id: UUID, request: Request, at: datetime) -> None:
    """Tell documents that the files are in use."""
    if not request.files:
        return
    ids = sorted({one.file_id for one in request.files})
    event_id = derived(FilesKept.topic, "re_review", person_id, *ids)
    await outbox.add(
        conn, FilesKept(id=event_id, about=person_id, at=at, account_id=person_id, file_ids=tuple(ids))
    )
