"""How somebody wants to be told of what waits at their desk."""

from collections.abc import Mapping
from enum import StrEnum


class DeskMessages(StrEnum):
    """From everything to nothing."""

    AT_ONCE = "at_once"  # when something arrives where nothing waited, and each working day's morning
    DIGEST = "digest"  # in the morning only
    NONE = "none"


NAMES: Mapping[DeskMessages, str] = {
    DeskMessages.AT_ONCE: "收到新的待办时提醒，工作日上午再汇总一次",
    DeskMessages.DIGEST: "只在工作日上午汇总一次",
    DeskMessages.NONE: "不提醒",
}
