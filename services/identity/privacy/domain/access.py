"""Who looked at a person's data, in the person's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.access import Shown

SHOWN_NAMES: Mapping[Shown, str] = {
    Shown.ARCHIVE: "个人基本信息和业绩档案",
    Shown.ARCHIVE_LIST: "档案审核名单（姓名和待审数量）",
    Shown.CASE: "申报材料",
    Shown.CASE_LIST: "申报审查名单（姓名、专业、状态）",
    Shown.PHOTO: "证件照",
    Shown.SHEET: "公示表",
    Shown.PLEDGE: "真实性保证书",
    Shown.FILE: "证明材料文件",
    Shown.MESSAGES: "短信记录（隐去部分手机号码）",
    Shown.ACCOUNT: "账号信息（隐去部分手机号码）",
    Shown.ACCOUNT_LIST: "账号名单（姓名）",
    Shown.NUMBER: "完整的手机号码或证件号码",
}


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who looked, as they are called at that time."""

    name: str
    org_name: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of a person's log: the same thing seen several times in a short while is one."""

    reader_name: str
    org_name: str
    role: str
    shown: Shown
    occasion: UUID | None
    first_at: datetime
    last_at: datetime
    times: int
