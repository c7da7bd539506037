"""What an inspection says of a file."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

TOO_HARD = "这份文件太复杂或已损坏，无法检查。请重新扫描，或用“打印为 PDF”另存一份后再上传"


def too_costly(page: int) -> str:
    """What to do about a page that takes too long to show."""
    return f"第 {page} 页太复杂，无法正常显示。请把这一页重新扫描成图片，或用“打印为 PDF”另存一份后再上传"


def too_much(page: int) -> str:
    """What to do about pages that take too long together."""
    return f"这份文件的页面合起来太复杂，检查到第 {page} 页时已超出限度。请降低扫描分辨率，或拆成几份后再上传"


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """A file made anew; its bytes come in pieces, once."""

    media_type: str
    pages: int
    was_signed: bool
    length: int
    body: AsyncIterator[bytes]


class Refused(Exception):
    """这份文件不能接受。"""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__("；".join(faults))


class NoPreview(Exception):
    """这一页无法显示，请直接打开文件查看。"""
