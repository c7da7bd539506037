"""A file on its way: begun, its parts taken in order, ended."""

from datetime import datetime
from uuid import UUID

from prometheus_client import Counter

from contracts.files import UploadGrant
from kit.db import Connection
from kit.errors import Fault, Invalid, NotFound, Refusal
from kit.ids import new_id
from services.documents.uploads.domain import UPLOAD_LASTS, File, Limits, Part, Upload, size_in_words
from services.documents.uploads.store import files, uploads

ended_total = Counter(
    "uploads_ended_total",
    "Uploads that became a file, a file that was there already, or none",
    ["city", "how"],
)


class NoSuchUpload(NotFound):
    """没有这次上传，可能已超过 24 小时。请重新选择文件上传。"""


class OffsetDiffers(Refusal):
    """上传位置不一致，请从服务器记录的位置继续。"""


class UploadEnded(Refusal):
    """这次上传已经结束。"""


class TooMuch(Invalid):
    """文件超过了大小限制。"""


def too_large(size: int | None, most: int) -> str:
    """What to do about a file over its limit."""
    told = f"文件大小为 {size_in_words(size)}，" if size else "文件太大，"
    return f"{told}每个文件最多 {size_in_words(most)}。请降低扫描分辨率、压缩或拆分后再上传"


def over_quota(used: int, most: int) -> str:
    """What to do when a person's space is used up."""
    return (
        f"您的文件连同这个共 {size_in_words(used)}，超过了每人 {size_in_words(most)} 的上限。"
        "请先到“我的文件”删除不用的文件"
    )


async def begin(
    conn: Connection,
    grant: UploadGrant,
    *,
    name_encrypted: str,
    length: int | None,
    limits: Limits,
    most_of_person: int,
    at: datetime,
) -> Upload:
    """Begin an upload that would fit."""
    await files.lock_account(conn, grant.account_id)
    if length is not None and length > limits.file_bytes:
        raise TooMuch(faults=[Fault(field="files", message=too_large(length, limits.file_bytes))])
    used = await files.used_by(conn, grant.account_id) + (length or 0)
    if used > most_of_person:
        raise TooMuch(faults=[Fault(field="files", message=over_quota(used, most_of_person))])
    upload = Upload(
        id=new_id(),
        account_id=grant.account_id,
        city=grant.city,
        purpose=grant.purpose,
        name_encrypted=name_encrypted,
        accepts=grant.accepts,
        length=length,
        received=0,
        expires_at=at + UPLOAD_LASTS,
    )
    await uploads.insert_upload(conn, upload)
    return upload


async def own_upload(conn: Connection, account_id: UUID, upload_id: UUID, *, at: datetime) -> Upload:
    """An upload for whoever began it; anybody else's is not there."""
    upload = await uploads.own_upload(conn, account_id, upload_id, at=at)
    if upload is None:
        raise NoSuchUpload
    return upload


async def take(conn: Connection, upload_id: UUID, part: Part) -> None:
    """Take the part that comes next."""
    if not await uploads.add_part(conn, upload_id, part):
        raise OffsetDiffers


async def close(conn: Connection, upload: Upload, *, most_of_person: int, at: datetime) -> Upload:
    """Everything has come of an upload whose length nobody knew; refused when it does not fit."""
    await files.lock_account(conn, upload.account_id)
    await uploads.close_upload(conn, upload.id)
    used = await files.used_by(conn, upload.account_id)
    if used > most_of_person:
        raise TooMuch(faults=[Fault(field="files", message=over_quota(used, most_of_person))])
    return await own_upload(conn, upload.account_id, upload.id, at=at)


async def settle(conn: Connection, upload: Upload, file: File) -> tuple[File, list[str]]:
    """The upload became this file, or one that was there already; where its parts are."""
    stored = await files.insert_file(conn, file)
    ended_total.labels(upload.city, "stored").inc()
    return stored, await uploads.end_upload(conn, upload.id, file_id=stored.id)


async def settle_again(
    conn: Connection, upload: Upload, fingerprint: str, *, at: datetime
) -> tuple[File | None, list[str]]:
    """The file that the same content is already, if there is one."""
    known = await files.same_file(conn, upload.account_id, upload.purpose, fingerprint, at=at)
    if known is None:
        return None, []
    ended_total.labels(upload.city, "known").inc()
    return known, await uploads.end_upload(conn, upload.id, file_id=known.id)


async def refuse(conn: Connection, upload: Upload, faults: tuple[str, ...]) -> list[str]:
    """Nothing became of the upload, and why; where its parts are."""
    ended_total.labels(upload.city, "refused").inc()
    return await uploads.end_upload(conn, upload.id, faults=faults)
