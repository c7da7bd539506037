"""Kinds of "no": a refusal tells what to do, the world may be away; anything else that is raised is a bug."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from errno import EDQUOT, ENOSPC
from inspect import getdoc


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is wrong with what was sent: the field, what to do about it, the rule it comes from."""

    field: str
    message: str
    rule: str = ""


class Refusal(Exception):
    """操作无法完成。"""

    # The docstring is the message. Every fault is told at once.

    status = 409
    headers: Mapping[str, str] = {}
    onward: tuple[str, str] | None = None  # what is to be done first, and on which page

    def __init__(self, message: str | None = None, *, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message or getdoc(type(self)))
        self.faults = tuple(faults)


class Invalid(Refusal):
    """填写的内容有误，请按提示修改。"""

    status = 422


class Unauthenticated(Refusal):
    """请先登录。"""

    status = 401


class Forbidden(Refusal):
    """您没有权限查看或办理此事项。"""

    status = 403


class NotFound(Refusal):
    """没有找到您要的内容，可能已被删除，或链接有误。"""

    status = 404


class Stale(Refusal):
    """内容已在别处被修改，请核对后再提交。"""


class Unavailable(Exception):
    """系统暂时繁忙，刚才的操作可能没有完成；此前已保存的内容未丢失。请稍后查看，未完成的请再试一次。"""

    # The docstring is what people read; an argument is for the log.


class DiskFull(Unavailable):
    """系统存储空间已满，这一步没有保存。请保留所填内容，过几分钟再试；仍不行请告知系统管理员。"""


def is_full(error: BaseException) -> bool:
    """Whether the system says that a disk, or somebody's part of it, is full."""
    return isinstance(error, OSError) and error.errno in {ENOSPC, EDQUOT}
