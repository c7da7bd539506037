"""Internal notes: the people of an office write and read them, and take back their own."""

from uuid import UUID

from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Forbidden, Invalid, NotFound, Refusal
from kit.ids import derived
from kit.session import Session
from services.review.notes import store
from services.review.notes.domain import MOST, Note, faults_of
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Task


class NoSuchNote(NotFound):
    """没有找到这条备注。"""


class WrittenBefore(Refusal):
    """这一页已经写过一条备注，现在填写的没有保存。请核对下面已有的备注，需要的再次提交。"""


class TooMany(Refusal):
    """本单位对这份申报的备注已达上限，不能再写。"""


class WrittenByAnother(Forbidden):
    """备注只能由写的人撤回，请与他联系。"""


async def notes_of(conn: Connection, cipher: FieldCipher, task: Task) -> list[Note]:
    """What the office of this task noted about its case, in all rounds; no other office's."""
    return await store.notes_of_office(conn, cipher, task.application_id, task.office_id)


async def write(
    conn: Connection, cipher: FieldCipher, who: Session, task_id: UUID, page: str, text: str
) -> None:
    """Note something about a case that the office has or had; one page writes one note."""
    task = await tasks.own_task_to_change(conn, cipher, who, task_id)
    if faults := faults_of(text):
        raise Invalid(faults=faults)
    note = Note(
        id=derived("note", task.id, who.account_id, page),
        city=task.city,
        task_id=task.id,
        text=text,
        account_id=who.account_id,
        written_by=who.name,
        written_at=now(),
    )
    before = await notes_of(conn, cipher, task)
    if same := next((one for one in before if one.id == note.id), None):
        if same.text == text:
            return  # a second click
        raise WrittenBefore
    if len(before) >= MOST:
        raise TooMany
    await store.insert_note(conn, cipher, note)


async def take_back(
    conn: Connection, cipher: FieldCipher, who: Session, task_id: UUID, note_id: UUID
) -> None:
    """Take back one's own note: its text goes, that there was one stays. Twice is once."""
    task = await tasks.own_task_to_change(conn, cipher, who, task_id)
    note = next((one for one in await notes_of(conn, cipher, task) if one.id == note_id), None)
    if note is None:
        raise NoSuchNote
    if note.account_id != who.account_id:
        raise WrittenByAnother
    if not note.is_taken_back:
        await store.take_back(conn, cipher, note.id, now())
