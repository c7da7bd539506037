"""公示凭证: photos of the posting and a link of the announcement, until the office decides (E4.4, E4.5)."""

from collections.abc import Sequence
from uuid import UUID

from contracts.commission import FilesKept
from kit import outbox
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, NotFound, Refusal, Stale
from kit.ids import derived
from kit.session import Session
from services.review.publicity.domain import UNPROVEN, Brought, Proof, Proven, Publicity
from services.review.publicity.operations import publicising
from services.review.publicity.store import proofs as store
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Phase, Task


class NotPosted(Refusal):
    """还没有发布公示，请先发布公示，再上传公示凭证。"""


class NoProof(NotFound):
    """这份申报没有这个公示凭证。"""


class LinkChanged(Stale):
    """公告网址刚刚在别处修改过。请核对页面上现在的网址；仍要以您填写的为准，请再次保存。"""

    def __init__(self, link: str) -> None:
        super().__init__()
        self.link = link


async def proven(conn: Connection, cipher: FieldCipher, publicity: Publicity | None) -> Proven:
    """What shows a posting."""
    if publicity is None:
        return UNPROVEN
    return Proven(proofs=await store.proofs_of(conn, cipher, publicity.id), link=publicity.link)


def can_go(task: Task, proof: Proof) -> bool:
    """Whether a file can be taken away: what may be sealed with an earlier round's decision stays."""
    return task.is_open and proof.added_at >= task.opened_at


async def posted(
    conn: Connection, cipher: FieldCipher, who: Session, task_id: UUID
) -> tuple[Task, Publicity]:
    """The posting to which proof can be added now."""
    task = await tasks.task_to_change(conn, cipher, who, task_id)
    if not publicising.is_publicised(task):
        raise publicising.NotPublicised
    await tasks.refuse_unless_open(conn, task)
    publicity = await publicising.publicity_that_counts(conn, task)
    if publicity is None:
        raise NotPosted
    return task, publicity


async def prove(
    conn: Connection, cipher: FieldCipher, who: Session, task_id: UUID, brought: Brought, *, is_needed: bool
) -> None:
    """Keep the files that came and the link, take away what is to go. The same twice is once."""
    task, publicity = await posted(conn, cipher, who, task_id)
    before = await store.proofs_of(conn, cipher, publicity.id)
    gone = [one.file_id for one in before if one.file_id in brought.dropped and can_go(task, one)]
    known = {one.file_id for one in before}
    new = list({one.file_id: one for one in brought.proofs if one.file_id not in known}.values())
    stays = [one for one in before if one.file_id not in gone]
    after = Proven(proofs=[*stays, *new], link=brought.link)
    if faults := after.faults(is_needed=is_needed and publicity.phase is Phase.RECORDED):
        raise Invalid(faults=faults)
    if publicity.link not in {brought.shown, brought.link}:
        raise LinkChanged(publicity.link)
    await store.drop_proofs(conn, publicity.id, gone)
    for one in new:
        await store.add_proof(conn, cipher, publicity.id, one)
    await store.set_link(conn, publicity.id, brought.link)
    await _keep(conn, who, publicity, new)


async def attach(
    conn: Connection, cipher: FieldCipher, who: Session, task_id: UUID, proofs: Sequence[Proof]
) -> None:
    """Keep the files that came from the upload page; nothing else changes."""
    _, publicity = await posted(conn, cipher, who, task_id)
    link = publicity.link
    brought = Brought(proofs=proofs, dropped=(), link=link, shown=link)
    await prove(conn, cipher, who, task_id, brought, is_needed=False)


async def refuse_unless_of_case(conn: Connection, task: Task, file_id: UUID) -> None:
    """An office sees the files that show a posting of a case that it has before it, and no others."""
    if not await store.is_of_case(conn, task.application_id, file_id):
        raise NoProof


async def _keep(conn: Connection, who: Session, publicity: Publicity, proofs: Sequence[Proof]) -> None:
    """Tell documents that the files are in use."""
    if not proofs:
        return
    ids = sorted(one.file_id for one in proofs)
    event = FilesKept(
        id=derived(FilesKept.topic, publicity.id, *ids),
        about=publicity.id,
        at=now(),
        account_id=who.account_id,
        file_ids=tuple(ids),
    )
    await outbox.add(conn, event)
